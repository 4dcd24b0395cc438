import { describe, expect, it } from 'vitest'
import { seededRandom, type Tensor } from '@towerkit/core'
import type { Dimension } from '../dimension.ts'
import { gradients } from '../gradients.ts'
import { Graph } from '../graph.ts'
import { runModel as run } from '../testing/run-model.ts'
import type { Value } from '../value.ts'
import { writeOnnx } from '../write-onnx.ts'
import { averagePool } from './average-pool.ts'
import { conv } from './conv.ts'
import { maxPool } from './max-pool.ts'
import { mul } from './mul.ts'
import { reduceSum } from './reduce-sum.ts'
import { reshape } from './reshape.ts'

type Build = (x: Value, weight: Value) => Value

/** Signals have any length: one graph has to serve them all, forward and backward. */
describe.each<[string, Build]>([
  ['a convolution', (x, weight) => conv(x, weight)],
  ['a strided convolution', (x, weight) => conv(x, weight, { strides: [3], pads: [1, 0] })],
  ['a strided, dilated convolution', (x, weight) => conv(x, weight, { strides: [2], dilations: [2], pads: [1, 2] })],
  [
    'convolutions after each other',
    (x, weight) => conv(conv(x, weight, { strides: [2] }), reshape(weight, [2, 3, 3]), { strides: [2] }),
  ],
  ['a convolution, then the largest of windows', (x, weight) => maxPool(conv(x, weight), [2])],
  [
    'a convolution, then means of windows',
    (x, weight) => averagePool(conv(x, weight), [3], { strides: [2], pads: [1, 1] }),
  ],
])('%s over a symbolic length', (_name, build) => {
  it.each([11, 12, 13, 14, 15, 16])('of %i', async length => {
    const random = seededRandom(length)
    const draw = (shape: readonly number[]): Tensor => ({
      dtype: 'float32',
      shape,
      data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random() - 1),
    })
    const feeds = { x: draw([2, 2, length]), weight: draw([3, 2, 3]) }
    const [fixed, open] = await Promise.all(
      [modelOf(build, 2, length), modelOf(build, 'n', 'length')].map(model => run(model, feeds, { optimized: false })),
    )
    for (const [name, { shape, data }] of Object.entries(fixed!)) {
      expect([...open![name]!.shape]).toEqual([...shape])
      data.forEach((value, i) => expect(Number(open![name]!.data[i])).toBeCloseTo(Number(value), 5))
    }
  })
})

function modelOf(build: Build, batch: Dimension, length: Dimension): Uint8Array {
  const graph = new Graph()
  const x = graph.input('x', 'float32', [batch, 2, length])
  const weight = graph.input('weight', 'float32', [3, 2, 3])
  const y = build(x, weight)
  graph.output('y', y)
  const [dX, dW] = gradients(reduceSum(mul(y, y)), [x, weight])
  graph.output('dX', dX!)
  graph.output('dW', dW!)
  return writeOnnx(graph)
}
