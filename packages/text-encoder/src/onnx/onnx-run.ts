import { UnsupportedError } from '@towerkit/core'
import { widenHalves, type PoolRunOptions, type SessionPool, type Tensor, type Tensors } from '@towerkit/runtime'

/** How an ONNX file is run on token ids. */
export interface OnnxRun {
  /** The file gives vectors of texts, and not states of tokens. */
  readonly isPooled: boolean
  /** @returns float32 [batch, sequence, width], or [batch, width]. */
  run(pool: Pick<SessionPool, 'run'>, feeds: Tensors, options?: PoolRunOptions): Promise<Tensor>
}

/** Names of outputs as exporters give them, the better ones first. */
const pooledNames = ['sentence_embedding', 'sentence_embeddings', 'embeddings', 'pooled_embeddings']
const tokenNames = ['token_embeddings', 'last_hidden_state', 'hidden_states']
const known = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids']

/**
 * Finds out what a file reads and gives.
 *
 * @param wantsTokens States of tokens go before vectors of texts, because the caller says how to pool them.
 * @throws {UnsupportedError} if it reads something else than tokens, or gives neither states nor vectors.
 */
export function onnxRun(
  file: string,
  { inputs, outputs }: Pick<SessionPool, 'inputs' | 'outputs'>,
  wantsTokens: boolean,
): OnnxRun {
  const other = inputs.find(({ name, dtype }) => !known.includes(name) || !/^int(32|64)$/.test(dtype))
  if (other || !inputs.some(({ name }) => name === 'input_ids'))
    throw new UnsupportedError(
      `textEncoder: "${file}" reads ${inputs.map(({ name }) => name).join(', ')}. An encoder of texts reads ` +
        'input_ids ' +
        `and no others than ${known.join(', ')}.`,
      { file, inputs: inputs.map(({ name }) => name) },
    )
  const named = (names: readonly string[], rank: number) =>
    names
      .map(name => outputs.find(output => output.name === name && output.shape.length === rank))
      .find(output => output !== undefined)
  const tokens = named(tokenNames, 3)
  const pooled = named(pooledNames, 2)
  const only = outputs.length === 1 && [2, 3].includes(outputs[0]!.shape.length) ? outputs[0] : undefined
  const output = (wantsTokens ? (tokens ?? pooled) : (pooled ?? tokens)) ?? only
  if (!output || !/^float(16|32)$/.test(output.dtype))
    throw new UnsupportedError(
      `textEncoder: "${file}" gives ${outputs.map(({ name, shape }) => `${name} [${shape}]`).join(', ')}. An encoder ` +
        `of texts gives ${pooledNames[0]} or ${tokenNames.join(' or ')}.`,
      { file, outputs: outputs.map(({ name }) => name) },
    )
  return {
    isPooled: output.shape.length === 2,
    async run(pool, feeds, options = {}) {
      const own = Object.fromEntries(inputs.map(({ name, dtype }) => [name, feedOf(name, dtype, feeds)]))
      const { [output.name]: result } = await pool.run(own, { ...options, outputs: [output.name] })
      return inFloat32(result!)
    },
  }
}

function feedOf(name: string, dtype: string, feeds: Tensors): Tensor {
  const given = feeds[name] ?? (name === 'position_ids' ? places(feeds) : zeros(feeds['input_ids']!))
  if (dtype === 'int64') return given
  return { dtype: 'int32', shape: given.shape, data: Int32Array.from(given.data as BigInt64Array, Number) }
}

/** All tokens are of the first type. */
function zeros({ shape, data }: Tensor): Tensor {
  return { dtype: 'int64', shape, data: new BigInt64Array(data.length) }
}

/** 0, 1, 2, ... over the tokens that are no padding, as decoders count. */
function places(feeds: Tensors): Tensor {
  const { shape, data: mask } = feeds['attention_mask']!
  const sequence = shape[1]!
  const data = new BigInt64Array(mask.length)
  let place = 0n
  for (let at = 0; at < data.length; at++) {
    if (at % sequence === 0) place = 0n
    data[at] = mask[at] === 1n ? place++ : 0n
  }
  return { dtype: 'int64', shape, data }
}

function inFloat32({ dtype, shape, data }: Tensor): Tensor {
  if (dtype === 'float32') return { dtype, shape, data }
  const wide = new Float32Array(data.length)
  new Uint16Array(wide.buffer, 0, data.length).set(data as Uint16Array)
  widenHalves(wide, 'float16')
  return { dtype: 'float32', shape, data: wide }
}
