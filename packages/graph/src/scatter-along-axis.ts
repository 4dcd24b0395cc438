import { productOf, type Shape } from './dimension.ts'
import { expand } from './ops/expand.ts'
import { reshape } from './ops/reshape.ts'
import { scatterElements } from './ops/scatter-elements.ts'
import { transpose } from './ops/transpose.ts'
import type { Value } from './value.ts'

/** Where `scatterAlongAxis` puts its parts. */
export interface ScatterAlongAxisOptions {
  /** Positions along the axis, int64 of any shape. */
  readonly indices: Value
  readonly axis: number
  /** Shape of the result. */
  readonly shape: Shape
}

/**
 * Zeros of `shape` with the parts of `x` added at `indices` along `axis`: the opposite of `gather`.
 *
 * @param x shape[..axis], the shape of the indices, shape[axis + 1..].
 */
export function scatterAlongAxis(x: Value, { indices, axis, shape }: ScatterAlongAxisOptions): Value {
  // Rows first: axis and the index axes go to the front, and all else becomes one axis, so that one scatter adds
  // everything up.
  const indexAxes = Array.from(indices.shape.keys(), i => axis + i)
  const otherAxes = [...x.shape.keys()].filter(i => !indexAxes.includes(i))
  const order = [axis, ...[...shape.keys()].filter(i => i !== axis)]
  const rest = shape.toSpliced(axis, 1)
  const count = productOf(indices.shape)
  const width = productOf(rest)
  const rows = reshape(transpose(x, [...indexAxes, ...otherAxes]), [count, width])
  const zeros = expand(x.graph.constant(0, x.dtype), [shape[axis]!, width])
  const summed = scatterElements(zeros, expand(reshape(indices, [count, 1]), [count, width]), rows, {
    reduction: 'add',
  })
  return transpose(
    reshape(summed, [shape[axis]!, ...rest]),
    order.map((_, i) => order.indexOf(i)),
  )
}
