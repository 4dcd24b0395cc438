import { ArgumentError } from './errors/argument-error.ts'
import { ShapeError } from './errors/shape-error.ts'

/** What a field of metadata may hold. Numbers are finite. */
export type MetadataValue = string | number | boolean

/** What is known of a key beside its vector, by the name of the field. */
export type Metadata = Readonly<Record<string, MetadataValue>>

/** True for what a field of metadata may hold: a string, a boolean or a finite number. */
export function isMetadataValue(value: unknown): value is MetadataValue {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

/**
 * Checks the metadata of a batch. Every index uses it.
 *
 * @param caller Begins the message of the error.
 * @param count Number of keys.
 * @throws {ShapeError} if there are more or fewer records than keys.
 * @throws {ArgumentError} if a record is no object, or a field holds something else than a string, a boolean or a
 *   finite number.
 */
export function checkMetadata(caller: string, metadata: readonly Metadata[], count: number): void {
  if (metadata.length !== count) {
    throw new ShapeError(
      `${caller}: ${metadata.length} records of metadata for ${count} keys. Give one record a key.`,
      { records: metadata.length, count },
    )
  }
  for (const [row, record] of metadata.entries()) {
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      throw new ArgumentError(`${caller}: metadata ${row} is ${JSON.stringify(record)}. Give an object of fields.`, {
        row,
        record,
      })
    }
    for (const [field, value] of Object.entries(record)) {
      if (isMetadataValue(value)) continue
      throw new ArgumentError(
        `${caller}: field "${field}" of metadata ${row} is ${String(value)}. Give a string, a finite number or a ` +
          'boolean.',
        { row, field, value },
      )
    }
  }
}
