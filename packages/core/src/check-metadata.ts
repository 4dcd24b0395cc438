import { ArgumentError } from './errors/argument-error.ts'
import { ShapeError } from './errors/shape-error.ts'
import { isMetadataRecord, isMetadataValue, type Metadata } from './metadata.ts'

/**
 * Checks the metadata of a batch. Every index uses it.
 *
 * @param caller Begins the message of the error.
 * @param metadata One record a key.
 * @param count Number of keys.
 * @throws {ShapeError} if there are more or fewer records than keys.
 * @throws {ArgumentError} if a record is no plain object, or a field holds something that metadata cannot, such as
 *   null, a `Date` or an infinite number.
 *
 * @example
 * checkMetadata('add', [{ tags: ['news', 'tech'], date: '2024-05-01' }], 1)
 */
export function checkMetadata(caller: string, metadata: readonly Metadata[], count: number): void {
  if (metadata.length !== count) {
    throw new ShapeError(
      `${caller}: ${metadata.length} records of metadata for ${count} keys. Give one record a key.`,
      { records: metadata.length, count },
    )
  }
  for (const [row, record] of metadata.entries()) {
    if (!isMetadataRecord(record)) {
      throw new ArgumentError(`${caller}: metadata ${row} is ${named(record)}. Give a plain object of fields.`, {
        row,
        record,
      })
    }
    for (const [field, value] of Object.entries(record)) {
      if (isMetadataValue(value)) continue
      throw new ArgumentError(`${caller}: field "${field}" of metadata ${row} is ${named(value)}. ${remedy(value)}`, {
        row,
        field,
        value,
      })
    }
  }
}

function named(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Array.isArray(value) ? 'a list with such a value' : `an object (${value.constructor?.name ?? 'no class'})`
}

function remedy(value: unknown): string {
  if (value instanceof Date) return 'Give a date as a string: date.toISOString().'
  if (value === null || value === undefined) return 'Leave the field out.'
  return (
    'Give a string, a finite number, a bigint, a boolean, or lists and plain objects of these, at most 32 levels ' +
    'deep.'
  )
}
