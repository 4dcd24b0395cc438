import { ArgumentError, ShapeError } from '@towerkit/core'
import { columnSums } from './column-sums.ts'
import type { Dimension, Shape } from './dimension.ts'
import { sameShape } from './dimension.ts'
import { reduceSum } from './ops/reduce-sum.ts'
import type { TensorType, Value } from './value.ts'

/**
 * The shape of `a` and `b` together after ONNX's (NumPy's) broadcasting. A symbol broadcasts with itself and with 1
 * only.
 */
export function broadcastShapes(user: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const left: Dimension = a[axis - rank + a.length] ?? 1
    const right: Dimension = b[axis - rank + b.length] ?? 1
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError(
        `${user}: cannot broadcast [${a.join(', ')}] with [${b.join(', ')}]. Make axis ${axis} equal, or 1.`,
        { left: a, right: b, axis },
      )
    }
    return left === 1 ? right : left
  })
}

/** The type of an element-wise op of two operands. */
export function broadcastTypes(user: string, a: TensorType, b: TensorType): TensorType {
  requireSameDtype(user, a, b)
  return { dtype: a.dtype, shape: broadcastShapes(user, a.shape, b.shape) }
}

/**
 * The type of an arithmetic op of two operands: known elements are combined one by one, so that shapes can be
 * calculated.
 */
export function arithmeticTypes(
  user: string,
  [a, b]: readonly [TensorType, TensorType],
  combine: (a: Dimension, b: Dimension) => Dimension | undefined,
): TensorType {
  const type = broadcastTypes(user, a, b)
  const count = type.shape.length === 0 ? 1 : type.shape[0]
  if (!a.elements || !b.elements || type.shape.length > 1 || typeof count !== 'number') return type
  const pick = (elements: Shape, i: number) => elements[elements.length === 1 ? 0 : i]!
  const elements = Array.from({ length: count }, (_, i) => combine(pick(a.elements!, i), pick(b.elements!, i)))
  return elements.includes(undefined) ? type : { ...type, elements: elements as Shape }
}

/** @throws {ShapeError} if the element types differ. */
export function requireSameDtype(user: string, a: TensorType, b: TensorType): void {
  if (a.dtype !== b.dtype)
    throw new ShapeError(`${user}: ${a.dtype} with ${b.dtype}. Cast one of them.`, { left: a.dtype, right: b.dtype })
}

/** Sums `value` down to the shape of `target`: the gradient of broadcasting `target` to the shape of `value`. */
export function unbroadcast(value: Value, target: TensorType): Value {
  if (sameShape(value.shape, target.shape)) return value
  const lead = value.shape.length - target.shape.length
  const stretched = value.shape.flatMap((dimension, axis) =>
    axis >= lead && target.shape[axis - lead] === 1 && dimension !== 1 ? [axis] : [],
  )
  const kept = stretched.length > 0 ? reduceSum(value, stretched, { keepDimensions: true }) : value
  return columnSums(kept, lead)
}

/** Both operands as values: a number becomes a scalar constant of the other's type. */
export function operands(user: string, a: Value | number, b: Value | number): [Value, Value] {
  if (typeof a === 'number' && typeof b === 'number')
    throw new ArgumentError(`${user}: two numbers. Give at least one value, or compute it without a graph.`)
  if (typeof a === 'number') return [(b as Value).graph.constant(a, (b as Value).dtype), b as Value]
  return [a, typeof b === 'number' ? a.graph.constant(b, a.dtype) : b]
}
