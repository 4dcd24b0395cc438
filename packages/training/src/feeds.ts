import { DataError } from '@towerkit/core'
import type { Weight } from '@towerkit/graph'
import type { Tensors } from '@towerkit/runtime'
import { gatherRows } from './update-step.ts'
import type { Column, Example } from './towers.ts'
import type { TrainedWeight } from './weights.ts'

/** The inputs of a tower column over a batch, lists joined. */
export function columnInputs({ name, isList }: Column, batch: readonly Example[]): unknown[] {
  return isList ? batch.flatMap(example => example[name] as readonly unknown[]) : batch.map(example => example[name])
}

/** A column of numbers or of vectors as a tensor [batch] or [batch, width]. */
export function numberColumn({ name }: Column, batch: readonly Example[]): Weight {
  const values = batch.map(example => example[name])
  if (values.every(value => typeof value === 'number')) return { dtype: 'float32', shape: [batch.length], data: Float32Array.from(values) }
  const rows = values as ArrayLike<number>[]
  const width = rows[0]?.length
  if (width === undefined || rows.some(row => row?.length !== width)) {
    throw new DataError(`train: the column "${name}" has no tower and is neither numbers nor vectors of one length. Give numbers, or a model that encodes it.`, { column: name })
  }
  const data = new Float32Array(rows.length * width)
  rows.forEach((row, i) => data.set(row, i * width))
  return { dtype: 'float32', shape: [rows.length, width], data }
}

/** Collates one column; tensor names get the column in front. */
export function towerFeeds(column: Column, inputs: readonly unknown[]): Record<string, Weight> {
  return Object.fromEntries(Object.entries(column.tower!.collate(inputs)).map(([name, tensor]) => [`${column.name}.${name}`, tensor]))
}

/**
 * Restricts tables to the rows that the feeds name: returns the feeds of all weights, with compact tables, and changes
 * the indices in `feeds` to positions among those rows.
 */
export function restrictTables(weights: readonly TrainedWeight[], feeds: readonly Record<string, Weight>[]): { readonly weightFeeds: Tensors; readonly rows: Readonly<Record<string, Int32Array>> } {
  const rows: Record<string, Int32Array> = {}
  const weightFeeds = Object.fromEntries(weights.map(({ name, shape, data, indexedBy }) => {
    if (!indexedBy) return [name, { dtype: 'float32' as const, shape, data }]
    const holders = feeds.flatMap(feed => indexedBy.filter(input => input in feed).map(input => ({ feed, input })))
    const touched = new Set<number>()
    for (const { feed, input } of holders) for (const id of feed[input]!.data as BigInt64Array) touched.add(Number(id))
    const sorted = Int32Array.from(touched).sort()
    if (sorted.length > 0 && (sorted[0]! < 0 || sorted.at(-1)! >= shape[0]!)) {
      throw new DataError(`train: the table "${name}" has ${shape[0]} rows, the batch names row ${sorted[0]! < 0 ? sorted[0] : sorted.at(-1)}.`, { table: name, rows: shape[0] })
    }
    const position = new Map(Array.from(sorted, (row, i) => [BigInt(row), BigInt(i)]))
    for (const { feed, input } of holders) feed[input] = { ...feed[input]!, data: (feed[input]!.data as BigInt64Array).map(id => position.get(id)!) }
    rows[name] = sorted
    const width = data.length / shape[0]!
    return [name, { dtype: 'float32' as const, shape: [sorted.length, ...shape.slice(1)], data: gatherRows(data, sorted, width) }]
  }))
  return { weightFeeds, rows }
}
