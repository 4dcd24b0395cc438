import { DataError } from '@towerkit/core'
import type { Weight } from '@towerkit/graph'
import type { Tensors } from '@towerkit/runtime'
import { gatherRows } from './table-rows.ts'
import type { Column, Example } from './towers.ts'
import type { TrainedWeight } from './weights.ts'

/** The inputs of a tower column over a batch, lists joined. */
export function columnInputs({ name, isList }: Column, batch: readonly Example[]): unknown[] {
  const broken = batch.find(example => example[name] === undefined || (isList && !Array.isArray(example[name])))
  if (broken)
    throw new DataError(
      `train: an example has ${isList ? 'no list' : 'nothing'} in the column "${name}", which the first example ` +
        'has. Give every example the same columns.',
      { column: name },
    )
  return isList ? batch.flatMap(example => example[name] as readonly unknown[]) : batch.map(example => example[name])
}

/**
 * A column of numbers, of vectors, or of lists of numbers, as a tensor [batch], [batch, width], or [batch, longest]
 * with NaN behind shorter lists.
 */
export function numberColumn({ name, isList }: Column, batch: readonly Example[]): Weight {
  const values = batch.map(example => example[name])
  if (values.every(value => typeof value === 'number'))
    return { dtype: 'float32', shape: [batch.length], data: Float32Array.from(values) }
  if (isList) return paddedLists(name, values)
  const rows = values as ArrayLike<number>[]
  const width = rows[0]?.length
  if (width === undefined || rows.some(row => typeof row !== 'object' || row?.length !== width)) {
    throw new DataError(
      `train: the column "${name}" has no tower and is neither numbers nor vectors of one length. Give numbers, ` +
        'or a model that encodes it.',
      { column: name },
    )
  }
  const data = new Float32Array(rows.length * width)
  rows.forEach((row, i) => data.set(row, i * width))
  return { dtype: 'float32', shape: [rows.length, width], data }
}

/**
 * Numbers of lists belong to the inputs of the other lists of their example, one each.
 *
 * @throws {DataError} if they are more or fewer.
 */
export function requireEqualLists(columns: readonly Column[], batch: readonly Example[]): void {
  const lists = columns.filter(({ isList }) => isList)
  if (lists.every(({ tower }) => tower)) return
  for (const example of batch) {
    const held = lists
      .filter(({ name }) => Array.isArray(example[name]))
      .map(({ name }) => ({ name, length: (example[name] as unknown[]).length }))
    const other = held.find(({ length }) => length !== held[0]!.length)
    if (other)
      throw new DataError(
        `train: an example has ${held[0]!.length} in the list "${held[0]!.name}" and ${other.length} in ` +
          `"${other.name}". Give one number for each.`,
        { column: other.name, length: other.length, expected: held[0]!.length },
      )
  }
}

function paddedLists(name: string, lists: readonly unknown[]): Weight {
  if (!lists.every(list => Array.isArray(list) && list.every(Number.isFinite)))
    throw new DataError(
      `train: the column "${name}" has no tower, and not all its examples are lists of numbers. Give lists of ` +
        'finite numbers, or a model that encodes it.',
      { column: name },
    )
  const rows = lists as readonly (readonly number[])[]
  const longest = Math.max(1, ...rows.map(({ length }) => length))
  const data = new Float32Array(rows.length * longest).fill(Number.NaN)
  rows.forEach((row, i) => data.set(row, i * longest))
  return { dtype: 'float32', shape: [rows.length, longest], data }
}

/** Collates one column; tensor names get the column in front. */
export function towerFeeds(column: Column, inputs: readonly unknown[]): Record<string, Weight> {
  return Object.fromEntries(
    Object.entries(column.tower!.collate(inputs)).map(([name, tensor]) => [`${column.name}.${name}`, tensor]),
  )
}

/**
 * Restricts tables to the rows that the feeds name: returns the feeds of all weights, with compact tables, and changes
 * the indices in `feeds` to positions among those rows.
 */
export function restrictTables(
  weights: readonly TrainedWeight[],
  feeds: readonly Record<string, Weight>[],
): { readonly weightFeeds: Tensors; readonly rows: Readonly<Record<string, Int32Array>> } {
  const rows: Record<string, Int32Array> = {}
  for (const { tables, inputs } of tableGroups(weights)) {
    const holders = feeds.flatMap(feed => inputs.filter(input => input in feed).map(input => ({ feed, input })))
    const touched = new Set<number>()
    for (const { feed, input } of holders) for (const id of feed[input]!.data as BigInt64Array) touched.add(Number(id))
    const sorted = Int32Array.from(touched).sort()
    for (const { name, shape } of tables) {
      requireRows(name, shape[0]!, sorted)
      rows[name] = sorted
    }
    const position = new Map(Array.from(sorted, (row, i) => [BigInt(row), BigInt(i)]))
    for (const { feed, input } of holders)
      feed[input] = { ...feed[input]!, data: (feed[input]!.data as BigInt64Array).map(id => position.get(id)!) }
  }
  const weightFeeds = Object.fromEntries(
    weights.map(({ name, shape, data, touched }) => {
      const named = rows[name]
      if (!named) return [name, { dtype: 'float32' as const, shape, data }]
      const compact = touched['weight']!(named.length * (data.length / shape[0]!))
      gatherRows(data, named, compact)
      return [name, { dtype: 'float32' as const, shape: [named.length, ...shape.slice(1)], data: compact }]
    }),
  )
  return { weightFeeds, rows }
}

/** Tables that are read with the same indices must be restricted to the same rows. */
function tableGroups(
  weights: readonly TrainedWeight[],
): { readonly tables: TrainedWeight[]; readonly inputs: readonly string[] }[] {
  let groups: { tables: TrainedWeight[]; inputs: readonly string[] }[] = []
  for (const table of weights) {
    if (!table.indexedBy) continue
    const isShared = ({ inputs }: { readonly inputs: readonly string[] }) =>
      inputs.some(input => table.indexedBy!.includes(input))
    const shared = groups.filter(isShared)
    groups = [
      ...groups.filter(group => !isShared(group)),
      {
        tables: [...shared.flatMap(({ tables }) => tables), table],
        inputs: [...new Set([...shared.flatMap(({ inputs }) => inputs), ...table.indexedBy])],
      },
    ]
  }
  return groups
}

function requireRows(table: string, count: number, sorted: Int32Array): void {
  if (sorted.length === 0 || (sorted[0]! >= 0 && sorted.at(-1)! < count)) return
  throw new DataError(
    `train: the table "${table}" has ${count} rows, the batch names row ${sorted[0]! < 0 ? sorted[0] : sorted.at(-1)}.`,
    { table, rows: count },
  )
}
