import { DataError } from '@towerkit/core'

/** A height and a width of config.json: one number for both, or two. @throws {DataError} for anything else. */
export function sizeField(
  config: object,
  field: string,
  fallback: readonly [number, number],
): readonly [number, number] {
  const value: unknown = Reflect.get(config, field) ?? fallback
  const pair = typeof value === 'number' ? [value, value] : value
  if (
    !Array.isArray(pair) ||
    pair.length !== 2 ||
    !pair.every(length => Number.isInteger(length) && length >= 1 && length <= 16_384)
  ) {
    throw new DataError(
      `backbone: ${field} of config.json is ${JSON.stringify(value)?.slice(0, 80)}, but must be one or two whole ` +
        'numbers from 1 to 16,384. Give the unchanged config.json of the model.',
      { field, value },
    )
  }
  return pair as [number, number]
}
