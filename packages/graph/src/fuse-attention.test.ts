import { expect, it } from 'vitest'
import { createParameters, fuseAttention, Graph, initialize, transformerBlock, writeOnnx } from './index.ts'
import { runModel } from './testing/run-model.ts'

function block({ masked = false, causal = false } = {}) {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const x = graph.input('x', 'float32', ['batch', 'sequence', 16])
  const mask = masked ? graph.input('mask', 'int64', ['batch', 'sequence']) : undefined
  graph.output(
    'y',
    transformerBlock(parameters.at('a'), transformerBlock(parameters.at('b'), x, { heads: 4, mask, causal }), {
      heads: 2,
      mask,
      causal,
    }),
  )
  return { graph, weights: initialize(parameters, { seed: 1 }) }
}
const kinds = (graph: Graph) => graph.nodes.map(({ op }) => op.type)

it('gives what the attention gave that it replaces', async () => {
  const { graph, weights } = block()
  const fused = fuseAttention(graph)
  expect(kinds(fused).filter(kind => kind === 'MultiHeadAttention')).toHaveLength(2)
  expect(kinds(fused)).not.toContain('Softmax')
  const x = {
    dtype: 'float32',
    shape: [3, 70, 16],
    data: Float32Array.from({ length: 3 * 70 * 16 }, (_, i) => Math.sin(i)),
  } as const
  const plain = await runModel(writeOnnx(graph, { weights }), { x }, { optimized: true })
  const fast = await runModel(writeOnnx(fused, { weights }), { x }, { optimized: true })
  for (const [i, value] of plain['y']!.data.entries())
    expect(Math.abs(Number(value) - Number(fast['y']!.data[i]))).toBeLessThan(1e-5)
})

it.each([
  ['a padding mask', { masked: true }],
  ['a causal mask', { causal: true }],
])('leaves an attention with %s alone', (_name, options) => {
  expect(kinds(fuseAttention(block(options).graph)).filter(kind => kind === 'Softmax')).toHaveLength(2)
})
