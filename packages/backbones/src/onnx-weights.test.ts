import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { add, createParameters, gemm, Graph, matmul, writeOnnx, type Tensor } from '@towerkit/graph'
import { withWeightsOutside } from '@towerkit/graph/testing'
import { loadWeights } from './load-weights.ts'
import { weightsFolder } from './testing/weights-folder.ts'

it.each([
  ['in the file', undefined],
  ['in model.onnx_data', 'model.onnx_data'],
  ['in a file of another name', 'encoder.data'],
])('takes weights out of an ONNX model, with matrices that exporters turned round, %s', async (_name, outside) => {
  const graph = new Graph()
  const stored: Record<string, Tensor> = {}
  const weight = (name: string, shape: readonly number[]) => {
    stored[name] = {
      dtype: 'float32',
      shape,
      data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i + name.length),
    }
    return graph.input(name, 'float32', shape)
  }
  const first = add(
    weight('model.a.bias', [3]),
    matmul(graph.input('x', 'float32', ['batch', 2]), weight('onnx::MatMul_7', [2, 3])),
  )
  const second = gemm(first, weight('model.b.weight', [4, 3]), { bias: weight('model.b.bias', [4]), transposeB: true })
  graph.output('y', gemm(second, weight('val_2', [4, 2]), { bias: weight('model.c.bias', [2]) }))
  const folder = await weightsFolder()
  await mkdir(join(folder, 'onnx'))
  const bytes = writeOnnx(graph, { weights: stored })
  const { model, data } = outside === undefined ? { model: bytes, data: undefined } : withWeightsOutside(bytes, outside)
  await writeFile(join(folder, 'onnx', 'model.onnx'), model)
  const parameters = createParameters(new Graph())
  for (const [name, shape] of [
    ['a.weight', [3, 2]],
    ['a.bias', [3]],
    ['b.weight', [4, 3]],
    ['c.weight', [2, 4]],
  ] as const)
    parameters.get(name, shape, size => new Float32Array(size.length))
  if (data) {
    await expect(loadWeights(folder, parameters)).rejects.toThrow(`lies in the file "${outside}"`)
    await writeFile(join(folder, 'onnx', outside!), data.subarray(0, -1))
    await expect(loadWeights(folder, parameters)).rejects.toThrow('damaged or cut off')
    await writeFile(join(folder, 'onnx', outside!), data)
  }
  const loaded = await loadWeights(folder, parameters)
  const numbers = (name: string) => [...(loaded[name]!.data as Float32Array)]
  const first7 = 'onnx::MatMul_7'.length
  expect(numbers('a.weight')).toEqual([0, 3, 1, 4, 2, 5].map(value => value + first7))
  expect(numbers('b.weight')).toEqual([...(stored['model.b.weight']!.data as Float32Array)])
  expect(numbers('c.weight')).toEqual([0, 2, 4, 6, 1, 3, 5, 7].map(value => value + 'val_2'.length))
})
