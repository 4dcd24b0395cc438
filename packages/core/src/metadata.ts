/**
 * A value of a field that is no list and has no fields of its own. Numbers are finite; a bigint is exact at any size.
 */
export type MetadataScalar = string | number | bigint | boolean

/**
 * What a field of metadata may hold: a scalar, a list, or fields of its own. A date is a string of ISO 8601, such as
 * '2024-05-01' or '2024-05-01T10:00:00Z'.
 */
export type MetadataValue = MetadataScalar | readonly MetadataValue[] | { readonly [field: string]: MetadataValue }

/** What is known about a key besides its vector, by field name. */
export type Metadata = { readonly [field: string]: MetadataValue }

/** True for a string, a finite number, a bigint or a boolean. */
export function isMetadataScalar(value: unknown): value is MetadataScalar {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint' || Number.isFinite(value)
}

/** True for an object of fields: no list, no date, no instance of another class. */
export function isMetadataRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  // An object of another realm has another Object.prototype, which has no prototype either.
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** True for what a field of metadata may hold, at most 32 levels deep. */
export function isMetadataValue(value: unknown, levels = 32): value is MetadataValue {
  if (isMetadataScalar(value)) return true
  if (levels === 0) return false
  if (Array.isArray(value)) return value.every(each => isMetadataValue(each, levels - 1))
  return isMetadataRecord(value) && Object.values(value).every(each => isMetadataValue(each, levels - 1))
}

/**
 * A frozen copy, in which equal whole numbers are of one type: a bigint that a number holds exactly becomes that
 * number.
 */
export function copyMetadata(metadata: Metadata): Metadata {
  return copied(metadata) as Metadata
}

function copied(value: MetadataValue): MetadataValue {
  if (typeof value === 'bigint') return sameNumber(value)
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) return Object.freeze(value.map(copied))
  // fromEntries keeps a field called __proto__.
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([field, each]) => [field, copied(each)])))
}

/** One value for whole numbers that are equal: a number where it is exact, else a bigint. */
export function sameNumber(value: number | bigint): number | bigint {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}
