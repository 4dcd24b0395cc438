/** Writes the signs of numbers from `start`: a bit each, 1 for what is above zero. */
export function writeSigns(codes: Uint8Array, numbers: Float32Array, start: number, dimensions: number): void {
  codes.fill(0)
  for (let i = 0; i < dimensions; i++) if (numbers[start + i]! > 0) codes[i >> 3]! |= 1 << (i & 7)
}

/**
 * Added and taken away again, it rounds a number to a whole one: larger numbers have no fractions. Five times as fast
 * as `Math.round`.
 */
const rounding = 1.5 * 2 ** 52

/**
 * Writes numbers from `start` as whole numbers up to `most`.
 *
 * @returns what the whole numbers must be multiplied with to be the numbers again, nearly.
 */
export function writeScaled(
  target: Int8Array | Int16Array,
  numbers: Float32Array,
  { start, dimensions, most }: { readonly start: number; readonly dimensions: number; readonly most: number },
): number {
  const largest = largestOf(numbers, start, dimensions)
  const inverse = largest === 0 ? 0 : most / largest
  for (let i = 0; i < dimensions; i++) target[i] = numbers[start + i]! * inverse + rounding - rounding
  return largest / most
}

/** The largest size of the numbers from `start`. */
export function largestOf(numbers: Float32Array, start: number, dimensions: number): number {
  let largest = 0
  for (let i = start; i < start + dimensions; i++) {
    const size = Math.abs(numbers[i]!)
    if (size > largest) largest = size
  }
  return largest
}
