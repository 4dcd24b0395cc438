import { DataError } from '@towerkit/core'

/** A list of whole numbers from 1 of config.json. @throws {DataError} for anything else. */
export function countsField(config: object, field: string, fallback: readonly number[]): readonly number[] {
  const value: unknown = Reflect.get(config, field) ?? fallback
  if (
    !Array.isArray(value) ||
    value.length === 0 ||
    !value.every(count => Number.isSafeInteger(count) && count >= 1 && count < 2 ** 31)
  ) {
    throw new DataError(
      `backbone: ${field} of config.json is ${JSON.stringify(value)?.slice(0, 80)}, but must be a list of whole ` +
        'numbers from 1. Give the unchanged config.json of the model.',
      { field, value },
    )
  }
  return value as number[]
}
