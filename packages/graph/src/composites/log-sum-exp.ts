import { resolveAxis } from '../axes.ts'
import { add } from '../ops/add.ts'
import { exp } from '../ops/exp.ts'
import { log } from '../ops/log.ts'
import { reduceMax } from '../ops/reduce-max.ts'
import { reduceSum } from '../ops/reduce-sum.ts'
import { reshape } from '../ops/reshape.ts'
import { sub } from '../ops/sub.ts'
import type { Value } from '../value.ts'

/**
 * Logarithm of the sum of exponentials over one axis: ln Σ eˣ, shifted by the maximum so that nothing overflows.
 *
 * @param x Finite elements; an axis of length 0 is not allowed.
 * @param axis Default the last.
 * @returns `x` without that axis.
 */
export function logSumExp(x: Value, axis = -1): Value {
  const along = resolveAxis('logSumExp', axis, x.shape.length)
  const highest = reduceMax(x, [along], { keepDimensions: true })
  const sum = reduceSum(exp(sub(x, highest)), [along])
  return add(log(sum), reshape(highest, x.shape.toSpliced(along, 1)))
}
