import { dateSpan } from './date-span.ts'
import { ArgumentError } from './errors/argument-error.ts'
import { scalarsOf } from './field-value.ts'
import { isMetadataRecord, isMetadataScalar, sameNumber, type MetadataScalar, type MetadataValue } from './metadata.ts'
import type { WhereLeaf } from './parse-where.ts'

type FieldTest = Pick<WhereLeaf, 'holds' | 'values' | 'asksExistence'>
type Bound = number | bigint | string

const names = ['from', 'to', 'not', 'exists', 'contains']

/** The test of one field of a condition. @throws {ArgumentError} if metadata cannot hold what it asks for. */
export function fieldTest(field: string, asked: unknown): FieldTest {
  if (isMetadataScalar(asked)) return anyOf([asked])
  if (Array.isArray(asked)) {
    if (!asked.every(isMetadataScalar)) throw refused(field, asked)
    return anyOf(asked)
  }
  if (!isMetadataRecord(asked)) throw refused(field, asked)
  const given = Object.entries(asked).filter(([, value]) => value !== undefined)
  if (given.length === 0 || !given.every(([name]) => names.includes(name))) throw refused(field, asked)
  const tests: FieldTest[] = given.flatMap(([name, value]) => {
    if (name === 'not') return [negated(fieldTest(field, value))]
    if (name === 'exists') return [existence(field, value)]
    if (name === 'contains') return (Array.isArray(value) ? value : [value]).map(each => oneValue(field, each))
    return []
  })
  if (asked['from'] !== undefined || asked['to'] !== undefined) tests.push(range(field, asked))
  return {
    holds: value => tests.every(({ holds }) => holds(value)),
    values: tests.flatMap(({ values }) => values),
    asksExistence: tests.some(({ asksExistence }) => asksExistence),
  }
}

function anyOf(values: readonly MetadataScalar[]): FieldTest {
  const wanted = new Set<MetadataScalar>(values.map(sameScalar))
  const holds = (value: MetadataValue | undefined) =>
    typeof value === 'object'
      ? scalarsOf(value).some(each => wanted.has(sameScalar(each)))
      : value !== undefined && wanted.has(sameScalar(value))
  return { holds, values, asksExistence: false }
}

function oneValue(field: string, value: unknown): FieldTest {
  if (!isMetadataScalar(value)) throw refused(field, { contains: value })
  return anyOf([value])
}

function negated({ holds, ...rest }: FieldTest): FieldTest {
  return { ...rest, holds: value => !holds(value) }
}

function existence(field: string, asked: unknown): FieldTest {
  if (typeof asked !== 'boolean') throw refused(field, { exists: asked })
  return { holds: value => (value !== undefined) === asked, values: [], asksExistence: true }
}

function range(field: string, asked: Readonly<Record<string, unknown>>): FieldTest {
  const { from, to } = asked
  const bounds = [from, to].filter(bound => bound !== undefined)
  const areTexts = typeof bounds[0] === 'string'
  const isBound = (bound: unknown): bound is Bound =>
    isMetadataScalar(bound) && typeof bound !== 'boolean' && (typeof bound === 'string') === areTexts
  if (!bounds.every(isBound)) throw refused(field, asked)
  const spans = areTexts ? bounds.map(bound => dateSpan(bound as string)) : [undefined]
  const within = spans.every(span => span !== undefined)
    ? withinTime(from as string | undefined, to as string | undefined)
    : withinOrder(from as Bound | undefined, to as Bound | undefined)
  return { holds: value => scalarsOf(value).some(within), values: bounds, asksExistence: false }
}

function withinOrder(from: Bound | undefined, to: Bound | undefined): (value: MetadataScalar) => boolean {
  const areTexts = typeof (from ?? to) === 'string'
  return value =>
    typeof value !== 'boolean' &&
    (typeof value === 'string') === areTexts &&
    (from === undefined || value >= from) &&
    (to === undefined || value <= to)
}

function withinTime(from: string | undefined, to: string | undefined): (value: MetadataScalar) => boolean {
  const first = from === undefined ? -Infinity : dateSpan(from)!.first
  const last = to === undefined ? Infinity : dateSpan(to)!.last
  return value => {
    const span = typeof value === 'string' ? dateSpan(value) : undefined
    return span !== undefined && span.first >= first && span.first <= last
  }
}

function sameScalar(value: MetadataScalar): MetadataScalar {
  return typeof value === 'number' || typeof value === 'bigint' ? sameNumber(value) : value
}

function refused(field: string, condition: unknown): ArgumentError {
  const text = JSON.stringify(condition, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
  return new ArgumentError(
    `where: field "${field}" asks for ${text}. Give a string, a finite number, a bigint, a boolean, a list of these, ` +
      'or an object with from and to (both numbers, or both strings), contains, exists, not. Name a nested field by ' +
      `its path: "${field}.name".`,
    { field, condition },
  )
}
