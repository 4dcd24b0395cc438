import { copyMetadata, metadataFields, type Metadata, type MetadataFields } from '@towerkit/core'
import { fieldColumns, type FieldColumns } from './field-columns.ts'
import { lengthOf } from './inner-product.ts'

/** Keys and their vectors, in rows without gaps. */
export interface RowStore {
  readonly dimensions: number
  readonly size: number
  /** The numbers of all rows; row `i` starts at `i * dimensions`. Longer than they are. Another array after `set`. */
  readonly data: Float32Array
  /** No row has been longer than this. */
  readonly longest: number
  key(row: number): string
  /** What was given with the key; no fields if nothing was. */
  metadata(row: number): Metadata
  /** The fields that metadata has had since the store was made. */
  readonly fields: MetadataFields
  /** What the rows hold in the fields that conditions ask for. */
  readonly columns: FieldColumns
  /** Euclidean length of a row. */
  length(row: number): number
  /** Grows with each new key: tells which of two rows came first. */
  order(row: number): number
  /** The order that the next new key gets. */
  readonly nextOrder: number
  /** The row of a key, if it is there. */
  rowOf(key: string): number | undefined
  /**
   * Row `i` of `rows` becomes the vector of `keys[i]`, `metadata[i]` is copied to it; a new key gets a new row. Keys
   * must differ.
   */
  set(keys: readonly string[], rows: Float32Array, metadata?: readonly Metadata[]): void
  /** @returns how many of the keys were there. The last row moves into a gap, and `onMove` is called. */
  remove(keys: readonly string[], onMove?: (from: number, to: number) => void): number
  clear(): void
}

/** What a store begins with. It goes on using these arrays. */
export interface StoredRows {
  /** All different. */
  readonly keys: string[]
  readonly rows: Float32Array
  readonly metadata: Metadata[]
  /** Tells the order of the keys: growing. Default: 0, 1, 2, ... */
  readonly orders?: number[]
}

const noFields: Metadata = Object.freeze({})

/** A store of what is given, or an empty one. */
export function rowStore(
  dimensions: number,
  { keys, rows, metadata: records, orders = keys.map((_, row) => row) }: StoredRows = {
    keys: [],
    rows: new Float32Array(),
    metadata: [],
  },
): RowStore {
  let data = rows
  let places = new Map(keys.map((key, row) => [key, row]))
  let lengths = keys.map((_, row) => lengthOf(data, row * dimensions, dimensions))
  let longest = lengths.reduce((a, b) => Math.max(a, b), 0)
  let nextOrder = (orders.at(-1) ?? -1) + 1
  const fields = metadataFields()
  for (const record of records) fields.note(record)
  const columns = fieldColumns({
    get size() {
      return keys.length
    },
    metadata: row => records[row]!,
  })

  function reserve(count: number): void {
    if (count * dimensions <= data.length) return
    const grown = new Float32Array(Math.max(count, Math.ceil(keys.length * 1.5)) * dimensions)
    grown.set(data.subarray(0, keys.length * dimensions))
    data = grown
  }

  function makeRow(key: string): number {
    let row = places.get(key)
    if (row === undefined) {
      row = keys.push(key) - 1
      orders.push(nextOrder++)
      places.set(key, row)
    }
    return row
  }

  return {
    dimensions,
    get size() {
      return keys.length
    },
    get data() {
      return data
    },
    get longest() {
      return longest
    },
    key: row => keys[row]!,
    metadata: row => records[row]!,
    fields,
    columns,
    length: row => lengths[row]!,
    order: row => orders[row]!,
    get nextOrder() {
      return nextOrder
    },
    rowOf: key => places.get(key),
    set(added, vectors, metadata) {
      reserve(keys.length + added.reduce((count, key) => count + (places.has(key) ? 0 : 1), 0))
      for (const [i, key] of added.entries()) {
        const row = makeRow(key)
        data.set(vectors.subarray(i * dimensions, (i + 1) * dimensions), row * dimensions)
        const record = metadata === undefined ? noFields : copyMetadata(metadata[i]!)
        records[row] = record
        fields.note(record)
        columns.write(row, record)
        const length = lengthOf(vectors, i * dimensions, dimensions)
        lengths[row] = length
        if (length > longest) longest = length
      }
    },
    remove(removed, onMove) {
      const before = keys.length
      for (const key of removed) {
        const row = places.get(key)
        if (row === undefined) continue
        places.delete(key)
        const last = keys.length - 1
        const moved = { key: keys.pop()!, order: orders.pop()!, length: lengths.pop()!, record: records.pop()! }
        if (row === last) continue
        keys[row] = moved.key
        orders[row] = moved.order
        lengths[row] = moved.length
        records[row] = moved.record
        columns.move(last, row)
        places.set(moved.key, row)
        data.copyWithin(row * dimensions, last * dimensions, (last + 1) * dimensions)
        onMove?.(last, row)
      }
      return before - keys.length
    },
    clear() {
      keys = []
      orders = []
      lengths = []
      records = []
      places = new Map()
      columns.clear()
      data = new Float32Array()
    },
  }
}
