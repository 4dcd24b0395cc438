import { expect, it } from 'vitest'
import { Graph } from './graph.ts'
import { add } from './ops/add.ts'
import { gather } from './ops/gather.ts'
import { matmul } from './ops/matmul.ts'
import { transpose } from './ops/transpose.ts'
import { runModel as run } from './testing/run-model.ts'
import { transposeWeights } from './transpose-weights.ts'
import { writeOnnx } from './write-onnx.ts'

it('stores a matrix as it is multiplied, once for all its uses, and leaves one with another use', async () => {
  const graph = new Graph()
  const x = graph.input('x', 'float32', ['n', 3])
  const w = graph.input('w', 'float32', [2, 3])
  const table = graph.input('table', 'float32', [4, 2])
  const y = add(matmul(x, transpose(w)), matmul(add(x, 1), transpose(w)))
  graph.output('y', matmul(y, transpose(table)))
  graph.output('row', gather(table, graph.constant([1], 'int64', [1])))
  const weights = {
    w: { dtype: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    table: { dtype: 'float32', shape: [4, 2], data: Float32Array.of(1, 0, 0, 1, 2, 3, -1, 1) },
  } as const
  const turned = transposeWeights(graph, weights)
  expect(turned.weights).toEqual({
    'w.transposed': { dtype: 'float32', shape: [3, 2], data: Float32Array.of(1, 4, 2, 5, 3, 6) },
    table: weights.table,
  })
  expect(turned.graph.inputs.map(({ name }) => name)).toEqual(['x', 'table', 'w.transposed'])
  expect(turned.graph.nodes.filter(({ op }) => op.type === 'Transpose').length).toBe(1)
  const input = { x: { dtype: 'float32', shape: [1, 3], data: Float32Array.of(1, -1, 2) } } as const
  const before = await run(writeOnnx(graph, { weights }), input, { optimized: false })
  const after = await run(writeOnnx(turned.graph, { weights: turned.weights }), input, { optimized: false })
  expect(after).toEqual(before)
})
