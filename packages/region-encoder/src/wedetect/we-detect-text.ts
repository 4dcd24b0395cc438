import { ModelError, requireKnownOptions, vectors, type Encoder } from '@towerkit/core'
import { loadTokenizer } from '@towerkit/backbones'
import { createSession, type SessionOptions } from '@towerkit/runtime'

/** Options of `weDetectText`. */
export interface WeDetectTextOptions {
  /** The file `*_language.onnx`: `input_ids` and `attention_mask` to `txt_feats`. */
  readonly file: string
  /** Contents of XLM-R's tokenizer.json. */
  readonly tokenizer: object
  readonly session?: SessionOptions
}

/** XLM-R's padding token. */
const padding = { padToken: '<pad>', padId: 1 }
/** Names in one run. */
const atOnce = 64

/**
 * The text tower of WeDetect: names as they are, without a template, to vectors of length 1. The released detectors
 * know Chinese names.
 *
 * @throws {ModelError} if the file reads or gives something else.
 *
 * @example
 * const text = await weDetectText({ file: 'wedetect_base_language.onnx', tokenizer })
 */
export async function weDetectText(options: WeDetectTextOptions): Promise<Encoder<string>> {
  const {
    file,
    tokenizer,
    session = {},
  } = requireKnownOptions('weDetectText', options, {
    file: true,
    tokenizer: true,
    session: true,
  })
  const tokens = loadTokenizer(tokenizer, padding)
  const opened = await createSession(file, session)
  const output = opened.outputs.find(({ name }) => name === 'txt_feats')
  const names = opened.inputs.map(({ name }) => name)
  if (!output || !names.includes('input_ids') || !names.includes('attention_mask')) {
    await opened.close()
    throw new ModelError(
      `weDetectText: "${file}" reads ${names.join(', ')}, expected input_ids and attention_mask to txt_feats. Give a ` +
        'language file of WeDetect.',
      { file },
    )
  }
  const run = async (texts: readonly string[]) => {
    const { ids } = tokens.encodeBatch(texts)
    const longest = Math.max(...ids.map(({ length }) => length))
    const input = new BigInt64Array(ids.length * longest).fill(BigInt(tokens.padId))
    const mask = new BigInt64Array(input.length)
    ids.forEach((row, i) =>
      row.forEach((id, place) => {
        input[i * longest + place] = BigInt(id)
        mask[i * longest + place] = 1n
      }),
    )
    const shape = [ids.length, longest]
    const { txt_feats: found } = await opened.run({
      input_ids: { dtype: 'int64', shape, data: input },
      attention_mask: { dtype: 'int64', shape, data: mask },
    })
    return vectors(found!.data as Float32Array, found!.shape.at(-1)!)
  }
  // The width is not always written into the file, so a first text says it.
  const { dimensions } = await run(['a'])
  return {
    dimensions,
    async encode(texts) {
      const all: string[] = []
      for await (const text of texts) all.push(text)
      const data = new Float32Array(all.length * dimensions)
      for (let start = 0; start < all.length; start += atOnce)
        data.set((await run(all.slice(start, start + atOnce))).data, start * dimensions)
      return { data, count: all.length, dimensions }
    },
    close: () => opened.close(),
  }
}
