import { expect, it } from 'vitest'
import {
  add,
  createParameters,
  flattenPositions,
  fuseAttention,
  Graph,
  initialize,
  linear,
  transformerBlock,
  writeOnnx,
} from './index.ts'
import { runModel } from './testing/run-model.ts'

function blocks({ masked = false } = {}) {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const x = graph.input('x', 'float32', ['batch', 'sequence', 16])
  const mask = masked ? graph.input('mask', 'int64', ['batch', 'sequence']) : undefined
  graph.output(
    'y',
    transformerBlock(parameters.at('a'), transformerBlock(parameters.at('b'), x, { heads: 4, mask }), {
      heads: 2,
      mask,
    }),
  )
  return { graph, weights: initialize(parameters, { seed: 1 }) }
}
const count = (graph: Graph, kind: string) => graph.nodes.filter(({ op }) => op.type === kind).length
const x = {
  dtype: 'float32',
  shape: [3, 7, 16],
  data: Float32Array.from({ length: 3 * 7 * 16 }, (_, i) => Math.sin(i)),
} as const
const mask = {
  dtype: 'int64',
  shape: [3, 7],
  data: BigInt64Array.from({ length: 21 }, (_, i) => BigInt(Number(i % 7 < 4))),
} as const

it.each([
  ['with a mask', { masked: true }, { x, mask }],
  ['without', {}, { x }],
])('gives what the blocks gave, %s', async (_name, options, feeds) => {
  const { graph, weights } = blocks(options)
  const flat = flattenPositions(fuseAttention(graph))
  expect([count(flat, 'Gemm'), count(flat, 'Add') - count(graph, 'Add')]).toEqual([12, -12])
  const plain = await runModel(writeOnnx(graph, { weights }), feeds, { optimized: true })
  const fast = await runModel(writeOnnx(flat, { weights }), feeds, { optimized: true })
  expect(fast['y']!.shape).toEqual([3, 7, 16])
  for (const [i, value] of plain['y']!.data.entries())
    expect(Math.abs(Number(value) - Number(fast['y']!.data[i]))).toBeLessThan(1e-5)
})

it('keeps positions in one matrix from the first map of a block to the last', () => {
  const flat = flattenPositions(fuseAttention(blocks().graph))
  // To the attention with queries, keys and values, back from it, in each of two blocks; in at the start and out at the
  // end.
  expect(count(flat, 'Reshape')).toBe(2 * 4 + 2)
})

it('leaves a product alone that is used without its bias too', () => {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const product = linear(parameters, graph.input('x', 'float32', ['batch', 'sequence', 4]), 4, { bias: false })
  graph.output(
    'y',
    add(
      add(
        product,
        parameters.get('bias', [4], () => new Float32Array(4)),
      ),
      product,
    ),
  )
  expect(count(flattenPositions(graph), 'Gemm')).toBe(0)
})
