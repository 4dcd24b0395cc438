import { resolveAxes } from './axes.ts'
import type { Shape } from './dimension.ts'
import { knownElements } from './known-elements.ts'
import { expand } from './ops/expand.ts'
import { reshape } from './ops/reshape.ts'
import type { Value } from './value.ts'

/** The axes that the vector `axes` names, counted from the front, ascending. */
export function reducedAxes(user: string, data: Value, axes: Value): number[] {
  return resolveAxes(user, knownElements(user, axes) as readonly number[], data.shape.length)
}

/** Shape after a reduction over the axes that the vector `axes` names. */
export function reducedShape(user: string, data: Value, axes: Value, keepDimensions: number): Shape {
  const reduced = reducedAxes(user, data, axes)
  return keepDimensions === 1
    ? data.shape.map((dimension, axis) => (reduced.includes(axis) ? 1 : dimension))
    : data.shape.filter((_, axis) => !reduced.includes(axis))
}

/** A reduced value with its reduced axes back, as length 1. */
export function withReducedAxes(user: string, reduced: Value, data: Value, axes: Value): Value {
  return reshape(reduced, reducedShape(user, data, axes, 1))
}

/** A reduced value repeated to the shape before the reduction. */
export function restoreReduced(user: string, reduced: Value, data: Value, axes: Value): Value {
  return expand(withReducedAxes(user, reduced, data, axes), data.shape)
}
