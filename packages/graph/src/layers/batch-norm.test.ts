import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { batchNorm, conv, createParameters, foldBatchNorm, Graph, writeOnnx, type Tensor } from '../index.ts'
import { runModel as run } from '../testing/run-model.ts'

const random = seededRandom(8)
const draw = (shape: readonly number[], from = -1): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => from + random() * 2),
})

const norm = { weight: draw([3]), bias: draw([3]), running_mean: draw([3]), running_var: draw([3], 0.5) }

it('trains with the statistics of the batch, and moves the running ones', async () => {
  const graph = new Graph()
  const x = graph.input('x', 'float32', ['batch', 3, 'height', 2])
  const y = batchNorm(createParameters(graph), x, { setBuffer: (name, value) => graph.output(`new ${name}`, value) })
  graph.output('y', y)
  const model = writeOnnx(graph)
  const feeds = { x: draw([4, 3, 5, 2]), ...norm }
  const results = await run(model, feeds, { optimized: true })
  for (let channel = 0; channel < 3; channel++) {
    const numbers = [...feeds.x.data].map(Number).filter((_, i) => Math.floor(i / 10) % 3 === channel)
    const mean = numbers.reduce((sum, each) => sum + each, 0) / 40
    const squares = numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0)
    const factor = Number(norm.weight.data[channel]) / Math.sqrt(squares / 40 + 1e-5)
    const outputs = [...results['y']!.data].map(Number).filter((_, i) => Math.floor(i / 10) % 3 === channel)
    outputs.forEach((each, i) =>
      expect(each).toBeCloseTo((numbers[i]! - mean) * factor + Number(norm.bias.data[channel]), 4),
    )
    const moved = (name: string) => Number(results[`new ${name}`]!.data[channel])
    expect(moved('running_mean')).toBeCloseTo(0.9 * Number(norm.running_mean.data[channel]) + 0.1 * mean, 5)
    expect(moved('running_var')).toBeCloseTo(0.9 * Number(norm.running_var.data[channel]) + (0.1 * squares) / 39, 5)
  }
  const empty = await run(model, { ...feeds, x: draw([0, 3, 5, 2]) }, { optimized: true })
  expect([...empty['new running_mean']!.data]).toEqual([...norm.running_mean.data])
  expect([...empty['new running_var']!.data]).toEqual([...norm.running_var.data])
})

it('folded into the convolution before it, it serves the same', async () => {
  const weight = draw([3, 2, 3, 3])
  const bias = draw([3])
  const graph = new Graph()
  const x = graph.input('x', 'float32', [2, 2, 6, 6])
  const parameters = createParameters(graph)
  const convolved = conv(x, graph.input('kernel', 'float32', weight.shape), {
    bias: graph.input('shift', 'float32', [3]),
  })
  graph.output('y', batchNorm(parameters, convolved))
  const folded = foldBatchNorm({ weight, bias, norm })
  graph.output(
    'folded',
    conv(x, graph.input('folded kernel', 'float32', weight.shape), {
      bias: graph.input('folded shift', 'float32', [3]),
    }),
  )
  const { y, folded: other } = await run(
    writeOnnx(graph),
    {
      x: draw([2, 2, 6, 6]),
      kernel: weight,
      shift: bias,
      'folded kernel': folded.weight,
      'folded shift': folded.bias,
      ...norm,
    },
    { optimized: true },
  )
  y!.data.forEach((value, i) => expect(Math.abs(Number(value) - Number(other!.data[i]))).toBeLessThan(1e-5))
  expect(() => foldBatchNorm({ weight, bias: draw([2]), norm })).toThrow(expect.objectContaining({ code: 'shape' }))
})
