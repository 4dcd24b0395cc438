/**
 * Inner product of `count` numbers of `a` from `aStart` and of `b` from `bStart`, in double precision.
 * Four sums, so that an addition need not wait for the one before.
 */
export function innerProduct(a: Float32Array, aStart: number, b: Float32Array, bStart: number, count: number): number {
  let first = 0
  let second = 0
  let third = 0
  let fourth = 0
  let i = 0
  for (; i + 3 < count; i += 4) {
    first += a[aStart + i]! * b[bStart + i]!
    second += a[aStart + i + 1]! * b[bStart + i + 1]!
    third += a[aStart + i + 2]! * b[bStart + i + 2]!
    fourth += a[aStart + i + 3]! * b[bStart + i + 3]!
  }
  for (; i < count; i++) first += a[aStart + i]! * b[bStart + i]!
  return first + second + (third + fourth)
}

/** Euclidean length of `count` numbers from `start`, in double precision. */
export function lengthOf(data: Float32Array, start: number, count: number): number {
  return Math.sqrt(innerProduct(data, start, data, start, count))
}

/**
 * How far an inner product in single precision can be from the exact one, for vectors of length 1: with `n` products
 * and u = 2^-24 it is at most n u / (1 - n u), in whichever order they are summed. One product more covers the rounding
 * of the double-precision result; `2^-149` a product covers those that vanish.
 *
 * @see Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 3.1
 */
export function singlePrecisionError(dimensions: number): { readonly relative: number; readonly absolute: number } {
  const share = (dimensions + 1) * 2 ** -24
  return { relative: share < 1 ? share / (1 - share) : Infinity, absolute: dimensions * 2 ** -149 }
}
