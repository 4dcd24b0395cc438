import type { Metadata, MetadataScalar } from './metadata.ts'
import { fieldValue } from './field-value.ts'
import { parseWhere, type WhereNode } from './parse-where.ts'

/**
 * Values from `from` to `to`, both included. Numbers and bigints go by size. Two dates go by time, and a `to` that is a
 * day or a month includes all of it; other strings go by their code units.
 */
export interface WhereRange {
  readonly from?: number | bigint | string
  readonly to?: number | bigint | string
}

/** Tests of one field, all of which it must pass. */
export interface WhereTest extends WhereRange {
  /** True: the field must be there. False: it must not. */
  readonly exists?: boolean
  /** Fulfilled where this is not; so also by what has no such field. */
  readonly not?: WhereField
  /** The field holds the value, or all of the values, in a list. */
  readonly contains?: MetadataScalar | readonly MetadataScalar[]
}

/** The condition on one field: a value, one of several values, or a test. */
export type WhereField = MetadataScalar | readonly MetadataScalar[] | WhereTest

/**
 * A condition on metadata: every field that it names must hold the value, one of the values, or what passes the test,
 * of the same type. A field that holds a list fulfils what one of its values does. A nested field is named by its path,
 * such as `author.name` (see `fieldValue`).
 *
 * `and` and `or` with a list of conditions, and `not` with a condition, combine conditions; fields of these names can
 * be compared with values.
 *
 * @example
 * const where: Where = { language: 'en', kind: ['function', 'class'], date: { from: '2024-05-01', to: '2024-05-31' } }
 * const either: Where = { or: [{ tags: 'news' }, { 'author.name': 'Ada' }], not: { draft: true } }
 */
export interface Where {
  readonly [field: string]: WhereField | readonly Where[] | Where
}

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
  return matcher(parseWhere(where))
}

function matcher(node: WhereNode): (metadata: Metadata) => boolean {
  switch (node.kind) {
    case 'field':
      return metadata => node.holds(fieldValue(metadata, node.path))
    case 'not': {
      const holds = matcher(node.of)
      return metadata => !holds(metadata)
    }
    case 'and': {
      const parts = node.of.map(matcher)
      return metadata => parts.every(holds => holds(metadata))
    }
    case 'or': {
      const parts = node.of.map(matcher)
      return metadata => parts.some(holds => holds(metadata))
    }
  }
}
