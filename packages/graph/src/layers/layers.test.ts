import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  add,
  cast,
  createParameters,
  Graph,
  mul,
  paddingMask,
  reshape,
  writeOnnx,
  type Parameters,
  type Value,
} from '../index.ts'
import { compareWithGolden, type GoldenCase } from '../testing/golden.ts'
import { runModel as run } from '../testing/run-model.ts'
import type { Activation } from './activation.ts'
import { bertEmbeddings } from './bert-embeddings.ts'
import { decoderBlock } from './decoder-block.ts'
import { embedding } from './embedding.ts'
import { feedForward } from './feed-forward.ts'
import { layerNorm } from './layer-norm.ts'
import { linear } from './linear.ts'
import { multiHeadAttention } from './multi-head-attention.ts'
import { relativePositionBias } from './relative-position-bias.ts'
import { rmsNorm } from './rms-norm.ts'
import { transformerBlock } from './transformer-block.ts'

interface LayerCase extends GoldenCase {
  readonly options: { readonly activation?: Activation; readonly theta?: number; readonly bidirectional?: boolean }
}
interface BucketCase {
  readonly bidirectional: boolean
  readonly buckets: number
  readonly farthest: number
  readonly first: number
  readonly expected: readonly number[]
}
type Inputs = Readonly<Record<string, Value>>

const golden = JSON.parse(readFileSync(new URL('./__golden__/layers.json', import.meta.url), 'utf8')) as {
  cases: Record<string, LayerCase>
  buckets: BucketCase[]
}

/** How each layer is called on the inputs of its cases, by the name before the comma. */
const builders: Readonly<
  Record<string, (parameters: Parameters, inputs: Inputs, options: LayerCase['options']) => Value>
> = {
  linear: (parameters, { x }) => linear(parameters, x!, 3),
  layerNorm: (parameters, { x }) => layerNorm(parameters, x!),
  rmsNorm: (parameters, { x }) => rmsNorm(parameters, x!),
  embedding: (parameters, { ids }) => embedding(parameters, ids!, { rows: 6, width: 3 }),
  feedForward: (parameters, { x }, { activation }) =>
    feedForward(parameters, x!, { inner: 12, activation: activation! }),
  bertEmbeddings: (parameters, { ids, tokenTypes }) =>
    bertEmbeddings(parameters, { ids: ids!, tokenTypes }, { vocabulary: 11, width: 8, longest: 7 }),
  transformerBlock: (parameters, { x, mask }, { activation }) =>
    transformerBlock(parameters, x!, { heads: 2, inner: 12, mask, activation: activation! }),
  decoderBlock: (parameters, { x, mask }, { theta }) =>
    withoutPadding(
      decoderBlock(parameters, x!, {
        heads: 4,
        keyValueHeads: 2,
        headWidth: 6,
        inner: 12,
        mask,
        theta: theta!,
        headNormEpsilon: 1e-6,
      }),
      mask!,
    ),
  multiHeadAttention: (parameters, inputs, { bidirectional }) =>
    bidirectional === undefined ? crossAttention(parameters, inputs) : t5Attention(parameters, inputs, bidirectional),
}

function crossAttention(parameters: Parameters, { x, context, mask }: Inputs): Value {
  return multiHeadAttention(parameters, x!, {
    heads: 2,
    context,
    mask,
    names: { query: 'query', key: 'key', value: 'value', output: 'out_proj' },
  })
}

function t5Attention(parameters: Parameters, { x, mask }: Inputs, bidirectional: boolean): Value {
  const bias = relativePositionBias(parameters.at('relative_attention_bias'), {
    queries: x!.shape[1]!,
    heads: 2,
    buckets: 8,
    farthest: 6,
    bidirectional,
  })
  return multiHeadAttention(parameters, x!, {
    heads: 2,
    headWidth: 3,
    scale: 1,
    bias: false,
    causal: !bidirectional,
    names: { query: 'q', key: 'k', value: 'v', output: 'o' },
    mask: add(bias, paddingMask(mask!, x!.dtype)),
  })
}

/** The same sizes as symbols: the graph that training builds. */
const symbols = {
  x: ['batch', 'sequence', 8],
  mask: ['batch', 'sequence'],
  ids: ['batch', 'sequence'],
  tokenTypes: ['batch', 'sequence'],
}

describe.each(Object.entries(golden.cases))('%s', (name, layerCase) => {
  const builder = builders[name.split(',')[0]!]!
  const build = (parameters: Parameters, inputs: Inputs) => builder(parameters, inputs, layerCase.options)
  // transformers computes Qwen3's normalisation in float32 whatever the model's type.
  const exactness = name.startsWith('decoderBlock') ? 1e-6 : 1e-9
  const contextual = name.includes('context') ? { context: ['batch', 'keys', 8], mask: ['batch', 'keys'] } : {}

  it.each([
    ['float64', 'numbers'],
    ['float64', 'symbols'],
    ['float32', 'symbols'],
  ] as const)('equals the other library in %s with %s, forward and backward', async (dtype, lengths) => {
    const errors = await compareWithGolden(build, layerCase, {
      run,
      dtype,
      ...(lengths === 'symbols' && { symbols: { ...symbols, ...contextual } }),
    })
    expect(Object.keys(errors).length).toBeGreaterThan(1)
    for (const [tensor, error] of Object.entries(errors))
      expect(error, tensor).toBeLessThan(dtype === 'float64' ? exactness : 1e-5)
  })
})

/** Rows of padding that attend to nothing are garbage in every implementation: the golden objective leaves them out. */
function withoutPadding(output: Value, mask: Value): Value {
  return mul(output, reshape(cast(mask, output.dtype), [...mask.shape, 1]))
}

it.each(golden.buckets)(
  'relativePositionBias sorts distances into buckets as T5: $buckets up to $farthest, bidirectional $bidirectional',
  async ({ first, expected, ...options }) => {
    const graph = new Graph()
    const length = 1 - first
    graph.output('bias', relativePositionBias(createParameters(graph), { queries: length, heads: 1, ...options }))
    const weight = {
      dtype: 'float32' as const,
      shape: [options.buckets, 1],
      data: Float32Array.from({ length: options.buckets }, (_, i) => i),
    }
    const { bias } = await run(writeOnnx(graph), { weight }, { optimized: false })
    const at = (distance: number) => Number(bias!.data[distance < 0 ? -distance * length : distance])
    expect(expected.map((_, i) => at(first + i))).toEqual(expected)
  },
)
