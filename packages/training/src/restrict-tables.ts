import { DataError } from '@towerkit/core'
import type { Weight } from '@towerkit/graph'
import type { Tensors } from '@towerkit/runtime'
import { gatherRows } from './table-rows.ts'
import type { TrainedWeight } from './weights.ts'

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
