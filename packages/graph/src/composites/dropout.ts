import { ArgumentError, ShapeError } from '@towerkit/core'
import { productOf, type Dimension } from '../dimension.ts'
import { add } from '../ops/add.ts'
import { cast } from '../ops/cast.ts'
import { greaterOrEqual } from '../ops/greater-or-equal.ts'
import { mul } from '../ops/mul.ts'
import { range } from '../ops/range.ts'
import { reshape } from '../ops/reshape.ts'
import type { Value } from '../value.ts'
import { deriveSeed } from './derive-seed.ts'
import { scramble } from './scramble.ts'

/** Dropout at one position of a model. */
export interface DropoutOptions {
  /** Share of the elements that become 0, from 0 up to 1. */
  readonly rate: number
  /** int64 scalar, at least 0: the same seed drops the same elements. */
  readonly seed: Value
}

/**
 * Sets a random share of the elements to 0 and scales the others by 1 / (1 − rate).
 *
 * The mask is a function only of the seed and the position, so a step can be run again, whole or in parts of the graph,
 * and drops the same elements. No state, and the same on every machine.
 *
 * An element is kept if the product of a random odd number of its row and one of its column, modulo 2³², is at or above
 * rate · 2³². Any two elements are independent but for a chance of 2⁻³¹; four at the corners of a rectangle are not
 * quite, which training does not see and a statistical test of randomness would.
 *
 * @param x Floats, at least one axis.
 * @param seed int64 scalar, at least 0. Give every position of a model its own: `deriveSeed`.
 * @param rate From 0 (gives `x` back) up to 1, exclusive.
 * @returns As `x`.
 * @throws {ArgumentError} if the rate is outside [0, 1).
 * @throws {ShapeError} if the seed is not an int64 scalar, or `x` a scalar.
 *
 * @see Srivastava et al., Dropout, 2014, section 4; Dietzfelbinger et al., A reliable randomized algorithm for the
 *   closest-pair problem, 1997, for hashing by multiplication.
 */
export function dropout(x: Value, seed: Value, rate: number): Value {
  if (!(rate >= 0 && rate < 1))
    throw new ArgumentError(`dropout: a rate of ${rate}. Give a share from 0 up to 1.`, { rate })
  if (seed.dtype !== 'int64' || seed.shape.length > 0 || x.shape.length === 0) {
    throw new ShapeError(
      `dropout: a seed ${seed.dtype} [${seed.shape}] for [${x.shape}]. Give an int64 scalar, and at least one ` +
        'axis to drop from.',
      { seed: seed.shape, shape: x.shape },
    )
  }
  if (rate === 0) return x
  const lead = x.shape.slice(0, -1)
  const rows = reshape(oddNumbers(deriveSeed(seed, 0), productOf(lead)), [...lead, 1])
  const columns = oddNumbers(deriveSeed(seed, 1), x.shape.at(-1)!)
  // int32 products wrap around at 2³²: hashing by multiplication, in one pass.
  const kept = greaterOrEqual(mul(rows, columns), Math.round(rate * 2 ** 32) - 2 ** 31)
  return mul(x, mul(cast(kept, x.dtype), 1 / (1 - rate)))
}

/** Odd int32 numbers, one for each position, that depend on the seed. */
function oddNumbers(seed: Value, count: Dimension): Value {
  const random = scramble(add(mul(range(seed.graph, count), 1_103_515_245), seed))
  // Bits 1 to 31 of the result are random, the lowest is set.
  return cast(add(mul(random, 2), 1 - 2 ** 31), 'int32')
}
