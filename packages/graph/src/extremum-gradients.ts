import { unbroadcast } from './broadcasting.ts'
import { add } from './ops/add.ts'
import { cast } from './ops/cast.ts'
import { div } from './ops/div.ts'
import { equal } from './ops/equal.ts'
import { mul } from './ops/mul.ts'
import { reduceSum } from './ops/reduce-sum.ts'
import { reducedAxes, withReducedAxes } from './reduction.ts'
import type { Value } from './value.ts'

/**
 * The gradient of a largest or smallest element: it goes to all elements that equal it, in equal shares, as in
 * PyTorch's `amax`.
 */
export function extremumGradient(
  user: string,
  { data, axes, reduced, grad }: Readonly<Record<'data' | 'axes' | 'reduced' | 'grad', Value>>,
): Value {
  const chosen = cast(equal(data, withReducedAxes(user, reduced, data, axes)), data.dtype)
  const count = reduceSum(chosen, reducedAxes(user, data, axes), { keepDimensions: true })
  return mul(chosen, div(withReducedAxes(user, grad, data, axes), count))
}

/** The same for the larger or smaller of several tensors. */
export function elementWiseExtremumGradients(
  inputs: Readonly<Record<string, Value>>,
  extremum: Value,
  grad: Value,
): Record<string, Value> {
  const chosen = Object.entries(inputs).map(([key, value]) => [key, cast(equal(value, extremum), grad.dtype)] as const)
  const share = div(
    grad,
    chosen.map(([, mask]) => mask).reduce((sum, mask) => add(sum, mask)),
  )
  return Object.fromEntries(chosen.map(([key, mask]) => [key, unbroadcast(mul(mask, share), inputs[key]!)]))
}
