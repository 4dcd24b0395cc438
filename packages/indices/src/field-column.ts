import { fieldValue, writeExactJson, type Metadata, type MetadataValue } from '@towerkit/core'

/** The values of one field in the rows of a store: a number for each row, which represents a value. */
export interface FieldColumn {
  /** Longer than the rows are. Another array after `write`. */
  readonly codes: Uint32Array
  /** The distinct values; the first means no value. */
  readonly values: readonly (MetadataValue | undefined)[]
  /** Takes over what a row holds now, of the next one at most. */
  write(row: number, metadata: Metadata): void
  move(from: number, to: number): void
}

/**
 * A column for a field, given by its name or path. A condition is then tested once for each different value instead of
 * once for each row.
 *
 * @param capacity Rows that are to come.
 */
export function fieldColumn(path: string, capacity: number): FieldColumn {
  let codes = new Uint32Array(capacity)
  const values: (MetadataValue | undefined)[] = [undefined]
  const scalars = new Map<MetadataValue, number>()
  const others = new Map<string, number>()

  function codeOf(value: MetadataValue | undefined): number {
    if (value === undefined) return 0
    // Lists and objects are equal when their texts are.
    const isOther = typeof value === 'object'
    const known = isOther ? others : scalars
    const key = isOther ? writeExactJson(value) : value
    const code = (known as Map<unknown, number>).get(key)
    if (code !== undefined) return code
    ;(known as Map<unknown, number>).set(key, values.length)
    return values.push(value) - 1
  }

  return {
    get codes() {
      return codes
    },
    values,
    write(row, metadata) {
      if (row >= codes.length) {
        const grown = new Uint32Array(Math.max(row + 1, Math.ceil(codes.length * 1.5)))
        grown.set(codes)
        codes = grown
      }
      codes[row] = codeOf(fieldValue(metadata, path))
    },
    move(from, to) {
      codes[to] = codes[from]!
    },
  }
}
