import { ArgumentError } from './errors/argument-error.ts'
import { writeExactJson } from './exact-json.ts'
import { isMetadataRecord, type MetadataScalar, type MetadataValue } from './metadata.ts'
import type { Where } from './where.ts'
import { fieldTest } from './where-field.ts'

/** A condition, taken apart: tests of single fields, and how they are combined. */
export type WhereNode =
  | { readonly kind: 'and' | 'or'; readonly of: readonly WhereNode[] }
  | { readonly kind: 'not'; readonly of: WhereNode }
  | WhereLeaf

/** The test of one field. */
export interface WhereLeaf {
  readonly kind: 'field'
  readonly path: string
  /** Whether the field's value passes; undefined if there is no such field. */
  readonly holds: (value: MetadataValue | undefined) => boolean
  /** The values that it is compared with. */
  readonly values: readonly MetadataScalar[]
  /** Whether the condition tests that the field exists at all. */
  readonly asksExistence: boolean
}

/** Deepest nesting of conditions. */
const mostLevels = 32

/**
 * Takes a condition apart: what an index compiles to its own form of conditions.
 *
 * @throws {ArgumentError} if a field asks for something that metadata cannot hold.
 *
 * @example
 * parseWhere({ not: { draft: true } }) // { kind: 'not', of: { kind: 'field', path: 'draft', ... } }
 */
export function parseWhere(where: Where, levels = mostLevels): WhereNode {
  if (!isMetadataRecord(where))
    throw new ArgumentError(`where: it is ${writeExactJson(where)}. Give an object of fields.`, { where })
  if (levels === 0)
    throw new ArgumentError(`where: conditions are nested more than ${mostLevels} levels deep. Give a flatter one.`)
  const parts = Object.entries(where).map(([name, asked]): WhereNode => {
    if ((name === 'and' || name === 'or') && isListOfConditions(asked))
      return { kind: name, of: asked.map(each => parseWhere(each, levels - 1)) }
    if (name === 'not' && isMetadataRecord(asked)) return { kind: 'not', of: parseWhere(asked as Where, levels - 1) }
    return { kind: 'field', path: name, ...fieldTest(name, asked) }
  })
  return parts.length === 1 ? parts[0]! : { kind: 'and', of: parts }
}

function isListOfConditions(asked: unknown): asked is readonly Where[] {
  return Array.isArray(asked) && asked.every(isMetadataRecord)
}
