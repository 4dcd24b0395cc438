import { DataError } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import type { Tensors } from '@towerkit/runtime'
import { gatherRows } from './table-rows.ts'
import type { TrainedWeight } from './weights.ts'

/**
 * Restricts tables to the rows that the feeds name: returns the feeds of all weights, with compact tables, and changes
 * the indices in `feeds` to positions among those rows.
 */
export function restrictTables(
  weights: readonly TrainedWeight[],
  feeds: readonly Record<string, Tensor>[],
): { readonly weightFeeds: Tensors; readonly rows: Readonly<Record<string, Int32Array>> } {
  const rows: Record<string, Int32Array> = {}
  for (const { tables, inputs } of tableGroups(weights)) {
    const holders = feeds.flatMap(feed => inputs.filter(input => input in feed).map(input => ({ feed, input })))
    const named = new Set<number>()
    for (const { feed, input } of holders) addNumbers(feed[input]!.data as BigInt64Array, named)
    for (const { name, shape } of tables) requireRows(name, shape[0]!, named)
    const sorted = Int32Array.from(named).sort()
    for (const { name } of tables) rows[name] = sorted
    const positions = new Map(Array.from(sorted, (row, i) => [row, i]))
    for (const { feed, input } of holders)
      feed[input] = { ...feed[input]!, data: positionsOf(feed[input]!.data as BigInt64Array, positions) }
  }
  const weightFeeds = Object.fromEntries(
    weights.map(({ name, shape, data, rowMemory }) => {
      const named = rows[name]
      if (!named) return [name, { dtype: 'float32' as const, shape, data }]
      const compact = rowMemory['weight']!(named.length * (data.length / shape[0]!))
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

function requireRows(table: string, count: number, named: ReadonlySet<number>): void {
  for (const row of named)
    if (row < 0 || row >= count)
      throw new DataError(`train: the table "${table}" has ${count} rows, the batch names row ${row}.`, {
        table,
        rows: count,
        row,
      })
}

/** Without a bigint for each id: the low and the high half of each, in the order of all of ONNX Runtime's platforms. */
function addNumbers(ids: BigInt64Array, numbers: Set<number>): void {
  const halves = new Int32Array(ids.buffer, ids.byteOffset, 2 * ids.length)
  for (let i = 0; i < halves.length; i += 2) numbers.add(halves[i + 1]! * 2 ** 32 + (halves[i]! >>> 0))
}

/** Positions of ids that are row numbers. */
function positionsOf(ids: BigInt64Array, positions: ReadonlyMap<number, number>): BigInt64Array {
  const rows = new Int32Array(ids.buffer, ids.byteOffset, 2 * ids.length)
  const result = new BigInt64Array(ids.length)
  const halves = new Int32Array(result.buffer)
  for (let i = 0; i < halves.length; i += 2) halves[i] = positions.get(rows[i]!)!
  return result
}
