import { describe, expect, it } from 'vitest'
import { add, Graph, paddingMask, type Parameters, type Value } from '../index.ts'
import { checkGradient } from '../testing/check-gradient.ts'
import { runModel as run } from '../testing/run-model.ts'
import {
  batchNorm,
  bertEmbeddings,
  decoderBlock,
  embedding,
  feedForward,
  gatedFeedForward,
  groupedQueryAttention,
  layerNorm,
  linear,
  multiHeadAttention,
  relativePositionBias,
  rmsNorm,
  transformerBlock,
} from './index.ts'

type Build = (parameters: Parameters, x: Value) => Value

const mask = (graph: Graph) => graph.constant([1, 1, 1, 1, 0, 0], 'int64', [2, 3])
const ids = (graph: Graph) => graph.constant([1, 4, 1, 0, 2, 2], 'int64', [2, 3])
const dropout = (graph: Graph) => ({ rate: 0.3, seed: graph.constant(3, 'int64') })

/** Every layer on x [2, 3, 4]; options that golden values do not cover are covered here. */
const layers: Readonly<Record<string, Build>> = {
  linear: (parameters, x) => linear(parameters, x, 5),
  'linear without bias': (parameters, x) => linear(parameters, x, 5, { bias: false }),
  layerNorm,
  batchNorm: (parameters, x) => batchNorm(parameters, x, { setBuffer: () => {} }),
  rmsNorm,
  embedding: (parameters, x) => add(embedding(parameters, ids(x.graph), { rows: 5, width: 4 }), x),
  feedForward: (parameters, x) => feedForward(parameters, x, { inner: 6, activation: 'tanh' }),
  gatedFeedForward: (parameters, x) =>
    gatedFeedForward(parameters, x, { inner: 6, activation: 'gelu_pytorch_tanh', bias: true }),
  multiHeadAttention: (parameters, x) =>
    multiHeadAttention(parameters, x, { heads: 2, mask: mask(x.graph), causal: true, dropout: dropout(x.graph) }),
  relativePositionBias: (parameters, x) =>
    multiHeadAttention(parameters, x, {
      heads: 2,
      mask: add(
        relativePositionBias(parameters, { queries: 3, heads: 2, buckets: 4, farthest: 2 }),
        paddingMask(mask(x.graph), x.dtype),
      ),
    }),
  groupedQueryAttention: (parameters, x) =>
    groupedQueryAttention(parameters, x, { heads: 2, keyValueHeads: 1, mask: mask(x.graph), bias: true }),
  'groupedQueryAttention without masks': (parameters, x) =>
    groupedQueryAttention(parameters, x, { heads: 2, causal: false, headNormEpsilon: 1e-6 }),
  bertEmbeddings: (parameters, x) =>
    add(
      bertEmbeddings(
        parameters,
        { ids: ids(x.graph) },
        { vocabulary: 5, width: 4, longest: 3, dropout: dropout(x.graph) },
      ),
      x,
    ),
  'bertEmbeddings with positions, without token types': (parameters, x) =>
    add(
      bertEmbeddings(
        parameters,
        { ids: ids(x.graph), positions: x.graph.constant([2, 1, 0, 0, 1, 2], 'int64', [2, 3]) },
        { vocabulary: 5, width: 4, longest: 3, tokenTypes: 0 },
      ),
      x,
    ),
  transformerBlock: (parameters, x) =>
    transformerBlock(parameters, x, { heads: 2, mask: mask(x.graph), dropout: dropout(x.graph) }),
  decoderBlock: (parameters, x) =>
    decoderBlock(parameters, x, { heads: 2, keyValueHeads: 1, inner: 6, mask: mask(x.graph), headNormEpsilon: 1e-6 }),
}

/**
 * Parameters that are the inputs of a gradient check. `shapes` collects what is asked for while there are no inputs
 * yet.
 */
function checkedParameters(
  graph: Graph,
  inputs: Readonly<Record<string, Value>>,
  shapes: Record<string, readonly number[]>,
  prefix = '',
): Parameters {
  return {
    graph,
    at: (...path) => checkedParameters(graph, inputs, shapes, prefix + path.map(part => `${part}.`).join('')),
    get(name, shape) {
      shapes[prefix + name] = shape
      return (
        inputs[prefix + name] ?? graph.constant(new Float64Array(shape.reduce((a, b) => a * b, 1)), 'float64', shape)
      )
    },
    list: () => [],
  }
}

describe.each(Object.entries(layers))('%s', (_name, build) => {
  it('has the gradient that central differences give, by its input and every parameter', async () => {
    const shapes: Record<string, readonly number[]> = {}
    const graph = new Graph()
    build(checkedParameters(graph, {}, shapes), graph.input('x', 'float64', [2, 3, 4]))
    const check = (inputs: Readonly<Record<string, Value>>, graph: Graph) => [
      build(checkedParameters(graph, inputs, {}), inputs['x']!),
    ]
    const options = { run, shapes: { x: [2, 3, 4], ...shapes } }
    expect(Object.keys(shapes).length).toBeGreaterThan(0)
    expect(await checkGradient(check, options)).toBeLessThan(1e-6)
    expect(await checkGradient(check, { ...options, dtype: 'float32' })).toBeLessThan(1e-4)
  })
})
