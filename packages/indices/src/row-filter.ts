import { whereMatcher, type SearchOptions } from '@towerkit/core'
import type { RowStore } from './row-store.ts'

/**
 * Tells which rows a search may find, or undefined if it may find all.
 *
 * @throws {ArgumentError} if the condition on metadata asks for something that it cannot hold.
 */
export function rowFilter(
  store: RowStore,
  { where, exclude, filter }: SearchOptions,
): ((row: number) => boolean) | undefined {
  const tests: ((row: number) => boolean)[] = []
  if (where !== undefined) {
    store.fields.check(where)
    const fits = whereMatcher(where)
    tests.push(row => fits(store.metadata(row)))
  }
  if (exclude !== undefined) {
    const excluded = new Set(exclude)
    tests.push(row => !excluded.has(store.key(row)))
  }
  if (filter !== undefined) tests.push(row => filter(store.key(row)))
  return tests.length === 0 ? undefined : row => tests.every(keeps => keeps(row))
}
