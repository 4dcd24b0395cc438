import { describe, expect, it } from 'vitest'
import { ArgumentError, ShapeError, UnsupportedError } from '@towerkit/core'
import { gradients } from '../gradients.ts'
import { Graph } from '../graph.ts'
import {
  cast,
  castOp,
  concat,
  conv,
  depthToSpace,
  dequantizeLinear,
  einsum,
  eyeLike,
  gatherNd,
  gemm,
  layerNormalization,
  matmul,
  maxPool,
  oneHot,
  pad,
  reduceSum,
  resize,
  slice,
  softmax,
  split,
  squeeze,
  tile,
  topK,
  transpose,
  trilu,
} from './index.ts'
import { range, rangeOp } from './range.ts'

/** What cannot work fails at the line that builds it, and the message has the numbers. */
describe('ops refuse', () => {
  const graph = new Graph()
  const x = graph.input('x', 'float32', ['n', 3])
  const image = graph.input('image', 'float32', [1, 6, 2, 2])
  const signal = graph.input('signal', 'float32', [1, 1, 'n'])
  const whole = graph.input('whole', 'int64', [2])

  it.each<[string, () => unknown, typeof ShapeError | typeof ArgumentError | typeof UnsupportedError, string]>([
    ['an axis that is not there', () => softmax(x, 2), ArgumentError, 'axis 2 of a tensor of rank 2'],
    ['an axis named twice', () => reduceSum(x, [1, -1]), ArgumentError, 'twice'],
    ['an order that is none', () => transpose(x, [0, 0]), ArgumentError, '[0,0]'],
    ['an element type that is not known', () => graph.emit(castOp, { input: x }, { to: 8 }), ArgumentError, '8'],
    ['tensors that cannot be joined', () => concat([x, cast(x, 'float64')], 0), ShapeError, 'float64'],
    ['lengths that do not add up', () => split(x, [1, 1], 1), ShapeError, '[1,1]'],
    ['a step of 0', () => slice(x, { step: 0 }), ArgumentError, 'step 0'],
    ['a slice whose length only run time knows', () => slice(x, { start: -2, end: 5 }), UnsupportedError, '"n"'],
    ['more elements than there are', () => topK(x, 4), ShapeError, '4 of 3'],
    ['squeezing an axis that is longer', () => squeeze(x, [1]), ShapeError, 'length 3'],
    ['repeats for other axes', () => tile(x, [2]), ShapeError, '[2]'],
    ['pads for other axes', () => pad(x, [[1, 1]]), ShapeError, '2 lengths for 2 axes'],
    ['scales of another length', () => layerNormalization(x, graph.constant([1, 1], 'float32')), ShapeError, '[2]'],
    ['matrices that do not fit', () => gemm(x, x), ShapeError, '[n,3] by [n,3]'],
    ['vectors in a matrix product', () => matmul(graph.constant([1, 2], 'float32'), x), ShapeError, '[2]'],
    [
      'windows of other channels',
      () =>
        conv(
          graph.constant(new Float32Array(12), 'float32', [1, 3, 4]),
          graph.constant(new Float32Array(4), 'float32', [1, 2, 2]),
        ),
      ShapeError,
      '[1,2,2]',
    ],
    [
      'indices deeper than the data',
      () => gatherNd(x, graph.constant([0, 0, 0], 'int64', [1, 3])),
      ShapeError,
      '[1,3]',
    ],
    ['an axis of a one-hot tensor that is not there', () => oneHot(whole, 4, { axis: 2 }), ArgumentError, 'axis 2'],
    ['a diagonal of a vector', () => eyeLike(whole), ShapeError, 'rank 1'],
    ['a triangle of a vector', () => trilu(whole), ShapeError, 'rank 1'],
    [
      'a range that does not move',
      () =>
        graph.emit(
          rangeOp,
          { start: graph.constant(0, 'int64'), limit: graph.constant(3, 'int64'), delta: graph.constant(0, 'int64') },
          {},
        ),
      ArgumentError,
      'step 0',
    ],
    ['a range to a length that nothing has', () => range(graph, 'm'), ArgumentError, '"m"'],
    ['a letter with two lengths', () => einsum('ij,jk', [x, x]), ShapeError, 'j of "ij,jk" means 3 and n'],
    ['a letter twice in a tensor', () => einsum('ii->i', [x]), ArgumentError, '"ii"'],
    ['a window of other axes', () => maxPool(x, [2]), ShapeError, 'window [2]'],
    ['channels that the block does not divide', () => depthToSpace(image, 2), ShapeError, '6 channels'],
    [
      'lengths that only run time knows',
      () => gradients(reduceSum(resize(signal, [8])), [signal]),
      UnsupportedError,
      '"n"',
    ],
    [
      'a scale for each entry of another axis',
      () => dequantizeLinear(cast(x, 'int8'), graph.constant([1, 2], 'float32')),
      ShapeError,
      'scale [2]',
    ],
  ])('%s', (_what, build, type, text) => {
    expect(build).toThrow(type)
    expect(build).toThrow(text)
  })
})
