import { whereMatcher, type SearchOptions } from '@towerkit/core'
import type { RowStore } from './row-store.ts'

/**
 * Tells which rows a search may find, or undefined if it may find all.
 *
 * @throws {ArgumentError} if the condition on metadata asks for something that it cannot hold.
 */
export function rowFilter(store: RowStore, { where, filter }: SearchOptions): ((row: number) => boolean) | undefined {
  const fits = where === undefined ? undefined : whereMatcher(where)
  if (fits === undefined) return filter && (row => filter(store.key(row)))
  return row => fits(store.metadata(row)) && (filter === undefined || filter(store.key(row)))
}
