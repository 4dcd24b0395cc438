import { ArgumentError } from './errors/argument-error.ts'
import { isMetadataRecord, type Metadata, type MetadataScalar, type MetadataValue } from './metadata.ts'
import { nearestName } from './nearest-name.ts'
import { parseWhere, type WhereLeaf, type WhereNode } from './parse-where.ts'
import type { Where } from './where.ts'

/** The fields that metadata has had, and the types of their values. */
export interface MetadataFields {
  /** Takes note of the fields of a record. They stay known after the record is removed. */
  note(metadata: Metadata): void
  /**
   * Refuses a condition that no record noted so far can fulfil because of its names or types. Nothing is refused before
   * the first record.
   *
   * @throws {ArgumentError} if a field was in no record (unless the condition asks whether it exists), or if it never
   *   held a value of the requested type.
   */
  check(where: Where): void
}

const kinds = { string: 1, number: 2, boolean: 4, record: 8 } as const
const kindNames = { 1: 'strings', 2: 'numbers', 4: 'booleans', 8: 'fields of its own' } as const

/**
 * Remembers the known fields, so that a misspelt field or a value of another type is an error instead of an empty
 * result. For every index that sees all of its metadata.
 *
 * @example
 * const fields = metadataFields()
 * fields.note({ year: 2024 })
 * fields.check({ yaer: 2024 }) // throws: no key has a field "yaer". Did you mean "year"?
 */
export function metadataFields(): MetadataFields {
  const known = new Map<string, number>()
  let isEmpty = true

  function noteValue(path: string, value: MetadataValue): void {
    if (Array.isArray(value)) {
      for (const each of value as readonly MetadataValue[]) noteValue(path, each)
      if (!known.has(path)) known.set(path, 0)
      return
    }
    const kind = isMetadataRecord(value) ? kinds.record : kindOf(value as MetadataScalar)
    const before = known.get(path) ?? 0
    if ((before & kind) === 0) known.set(path, before | kind)
    if (kind === kinds.record) for (const [field, each] of Object.entries(value)) noteValue(`${path}.${field}`, each)
  }

  function checkLeaf({ path, values, asksExistence }: WhereLeaf): void {
    const held = known.get(path)
    if (held === undefined) {
      if (asksExistence) return
      const nearest = nearestName(path, known.keys())
      throw new ArgumentError(
        `where: no key has a field "${path}". ` +
          (nearest === undefined ? `Known fields are ${list(known.keys())}.` : `Did you mean "${nearest}"?`),
        { field: path, known: [...known.keys()] },
      )
    }
    // A field that held empty lists only may yet hold anything.
    const wrong = held === 0 ? undefined : values.find(value => (held & kindOf(value)) === 0)
    if (wrong === undefined) return
    const types = Object.entries(kindNames).flatMap(([kind, name]) => ((held & Number(kind)) === 0 ? [] : [name]))
    throw new ArgumentError(
      `where: field "${path}" asks for the ${typeof wrong} ${typeof wrong === 'string' ? `"${wrong}"` : wrong}, but ` +
        `it holds ${types.join(' and ')}. ` +
        (held === kinds.record ? `Name a field within it: "${path}.name".` : 'Give a value of that type.'),
      { field: path, value: wrong, types },
    )
  }

  function checkNode(node: WhereNode): void {
    if (node.kind === 'field') checkLeaf(node)
    else if (node.kind === 'not') checkNode(node.of)
    else node.of.forEach(checkNode)
  }

  return {
    note(metadata) {
      isEmpty = false
      for (const field in metadata) noteValue(field, metadata[field]!)
    },
    check(where) {
      const node = parseWhere(where)
      if (!isEmpty) checkNode(node)
    },
  }
}

function kindOf(value: MetadataScalar): number {
  return typeof value === 'bigint' ? kinds.number : kinds[typeof value as 'string' | 'number' | 'boolean']
}

function list(names: Iterable<string>): string {
  const all = [...names]
  if (all.length === 0) return 'none'
  return all.slice(0, 12).join(', ') + (all.length > 12 ? ` and ${all.length - 12} more` : '')
}
