import type { Tensor } from '@towerkit/core'
import { constantData } from './constant-data.ts'
import { broadcastShapes } from './broadcasting.ts'

/** Computes an element-wise op of two known tensors with broadcasting. */
export function foldElementWise(a: Tensor, b: Tensor, compute: (a: number, b: number) => number): Tensor {
  const shape = broadcastShapes('fold', a.shape, b.shape) as readonly number[]
  const size = shape.reduce((product, dimension) => product * dimension, 1)
  const whole = a.dtype.startsWith('int') || a.dtype === 'uint8'
  const data = Array.from({ length: size }, (_, index) => {
    const result = compute(
      Number(a.data[offsetOf(index, shape, a.shape)]),
      Number(b.data[offsetOf(index, shape, b.shape)]),
    )
    return whole ? Math.trunc(result) : result
  })
  return { dtype: a.dtype, shape, data: constantData(data, a.dtype) }
}

/** Offset in an operand of element `index` of the broadcast result. */
function offsetOf(index: number, shape: readonly number[], operandShape: readonly number[]): number {
  let offset = 0
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const position = index % shape[axis]!
    index = Math.floor(index / shape[axis]!)
    const length = operandShape[axis - shape.length + operandShape.length] ?? 1
    if (length !== 1) offset += position * stride
    stride *= length
  }
  return offset
}
