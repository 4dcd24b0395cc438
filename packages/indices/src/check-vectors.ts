import { ArgumentError, DataError, requireInputs, ShapeError, type Vectors } from '@towerkit/core'
import { lengthOf } from './inner-product.ts'

/**
 * Checks that vectors are of the expected length, whole and finite.
 *
 * @throws {ShapeError} if the dimensions differ or the data is not `count * dimensions` numbers.
 * @throws {DataError} if a number is not finite.
 */
export function checkVectors(caller: string, { data, count, dimensions }: Vectors, expected: number): void {
  if (dimensions !== expected) {
    throw new ShapeError(
      `${caller}: vectors have ${dimensions} dimensions, the index ${expected}. Give vectors of the index's model.`,
      { dimensions, expected },
    )
  }
  if (data.length !== count * dimensions) {
    throw new ShapeError(
      `${caller}: ${data.length} numbers for ${count} vectors of ${dimensions}. Give count * dimensions numbers.`,
      { length: data.length, count, dimensions },
    )
  }
  const place = notFinite(data)
  if (place === -1) return
  const row = Math.floor(place / dimensions)
  throw new DataError(`${caller}: vector ${row} holds ${data[place]}. Give finite numbers.`, {
    row,
    value: data[place],
  })
}

/**
 * @returns the index of the first number that is not finite, or -1. A loop: a callback a number takes ten times as
 *   long.
 */
export function notFinite(data: Float32Array): number {
  for (let i = 0; i < data.length; i++) if (data[i]! - data[i]! !== 0) return i
  return -1
}

/**
 * Checks that keys are strings, one a vector, and all different.
 *
 * @throws {ShapeError} if there are more or fewer keys than vectors.
 * @throws {ArgumentError} if the keys are one string, or a key is no string or comes twice.
 */
export function checkKeys(caller: string, keys: readonly string[], count: number): void {
  requireInputs(caller, keys, 'keys')
  if (keys.length !== count)
    throw new ShapeError(`${caller}: ${keys.length} keys for ${count} vectors. Give one key a vector.`, {
      keys: keys.length,
      count,
    })
  const seen = new Set<string>()
  for (const key of keys) {
    if (typeof key !== 'string')
      throw new ArgumentError(`${caller}: key ${String(key)} is a ${typeof key}. Give strings.`, { key })
    if (seen.has(key))
      throw new ArgumentError(`${caller}: key "${key}" comes twice in one batch. Give each key once.`, { key })
    seen.add(key)
  }
}

/**
 * Checks that vectors can be multiplied with each other in single precision, whose numbers end at 3.4e38.
 *
 * @throws {DataError} if a vector is as long as 2^63, or a number is beyond `largest`.
 */
export function checkRange(caller: string, { data, dimensions }: Vectors, largest: number): void {
  for (let start = 0; start < data.length; start += dimensions) {
    const length = lengthOf(data, start, dimensions)
    const beyond = largest < length && data.subarray(start, start + dimensions).some(value => Math.abs(value) > largest)
    if (!beyond && length < 2 ** 63) continue
    const row = start / dimensions
    throw new DataError(
      `${caller}: vector ${row} of length ${length} is too long for the storage, whose numbers end at ${largest}. ` +
        'Scale the vectors down.',
      { row, length, largest },
    )
  }
}
