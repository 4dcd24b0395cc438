import { ArgumentError } from './errors/argument-error.ts'
import { isMetadataValue, type Metadata, type MetadataValue } from './metadata.ts'

/**
 * Values from `from` to `to`, both included. Numbers go by size, strings by their code units, so that ISO dates go by
 * time.
 */
export interface WhereRange {
  readonly from?: number | string
  readonly to?: number | string
}

/**
 * A condition on metadata: every field that it names must be there and hold the value, one of the values, or a value
 * within the range, of the same type.
 *
 * @example
 * const where: Where = { language: 'en', kind: ['function', 'class'], year: { from: 2020 } }
 */
export type Where = Readonly<Record<string, MetadataValue | readonly MetadataValue[] | WhereRange>>

/**
 * Makes the test of a condition. Every index uses it, so that a condition means the same everywhere.
 *
 * @returns whether metadata fulfils the condition. A condition without fields holds for all, an empty list of values
 *   for none.
 * @throws {ArgumentError} if a field asks for something that metadata cannot hold.
 *
 * @example
 * const isRecent = whereMatcher({ year: { from: 2020 } })
 * isRecent({ year: 2024 }) // true
 */
export function whereMatcher(where: Where): (metadata: Metadata) => boolean {
  if (typeof where !== 'object' || where === null || Array.isArray(where))
    throw new ArgumentError(`where: it is ${JSON.stringify(where)}. Give an object of fields.`, { where })
  const fields = Object.entries(where).map(([name, condition]) => ({ name, holds: valueTest(name, condition) }))
  return metadata => fields.every(({ name, holds }) => Object.hasOwn(metadata, name) && holds(metadata[name]!))
}

function valueTest(name: string, condition: Where[string]): (value: MetadataValue) => boolean {
  if (isMetadataValue(condition)) return value => value === condition
  if (Array.isArray(condition)) {
    const wanted = new Set<MetadataValue>(condition)
    for (const value of wanted) if (!isMetadataValue(value)) throw refused(name, condition)
    return value => wanted.has(value)
  }
  if (typeof condition !== 'object' || condition === null) throw refused(name, condition)
  return rangeTest(name, condition as WhereRange)
}

function rangeTest(name: string, range: WhereRange): (value: MetadataValue) => boolean {
  const bounds = Object.entries(range).filter(([, bound]) => bound !== undefined)
  const type = typeof bounds[0]?.[1]
  const isBound = ([side, bound]: [string, unknown]) =>
    (side === 'from' || side === 'to') && typeof bound === type && typeof bound !== 'boolean' && isMetadataValue(bound)
  if (bounds.length === 0 || !bounds.every(isBound)) throw refused(name, range)
  const { from, to } = range
  return value => typeof value === type && (from === undefined || value >= from) && (to === undefined || value <= to)
}

function refused(field: string, condition: unknown): ArgumentError {
  return new ArgumentError(
    `where: field "${field}" asks for ${JSON.stringify(condition)}. Give a string, a finite number, a boolean, a ` +
      'list of these, or { from, to } with numbers or with strings.',
    { field, condition },
  )
}
