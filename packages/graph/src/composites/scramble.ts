import { add } from '../ops/add.ts'
import { div } from '../ops/div.ts'
import { mul } from '../ops/mul.ts'
import { sub } from '../ops/sub.ts'
import type { Value } from '../value.ts'

/** 2³¹ − 1, a prime: products of two residues fit int64. */
const modulus = 2 ** 31 - 1

/**
 * A fixed, random-looking function of whole numbers, element-wise: twice x ← x² + c modulo 2³¹ − 1.
 *
 * @param x int64, at least 0.
 * @returns int64, from 0 to 2³¹ − 2.
 */
export function scramble(x: Value): Value {
  return [1_640_531_527, 374_761_393].reduce(
    (state, constant) => remainder(add(mul(state, state), constant), modulus),
    remainder(x, modulus),
  )
}

/** The remainder of non-negative whole numbers after division. */
function remainder(x: Value, divisor: number): Value {
  return sub(x, mul(div(x, divisor), divisor))
}
