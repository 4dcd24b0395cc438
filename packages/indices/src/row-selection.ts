import { parseWhere, type SearchOptions, type WhereLeaf, type WhereNode } from '@towerkit/core'
import type { FieldColumn } from './field-column.ts'
import type { RowStore } from './row-store.ts'

/** The rows that a search may find. */
export interface RowSelection {
  keeps(row: number): boolean
  /** All rows that are kept, in ascending order; undefined if they are too many to be worth listing. */
  readonly rows: Uint32Array | undefined
}

/** Rows that are looked at to see how many a condition keeps. */
const sampleSize = 1024
/**
 * A condition that keeps less than this share of the rows becomes a list of them: scoring these is then cheaper than
 * comparing with the codes of all.
 */
const listedShare = 1 / 32
/** Rows between two pauses. */
const rowsPerPause = 2 ** 14

type Pause = () => Promise<void> | undefined

/**
 * Compiles what a search keeps, so that a condition costs less than the search does: tests of fields become lookups in
 * columns, excluded keys become row numbers, and a condition that keeps few rows becomes their list.
 *
 * @returns undefined if all rows are kept.
 * @throws {ArgumentError} if the condition names a field that no key ever had, or asks it for another type.
 */
export async function rowSelection(
  store: RowStore,
  { where, exclude, filter }: SearchOptions,
  pause: Pause,
): Promise<RowSelection | undefined> {
  const excluded = new Set<number>()
  for (const key of exclude ?? []) {
    const row = store.rowOf(key)
    if (row !== undefined) excluded.add(row)
  }
  const keepsOther = (row: number) => !excluded.has(row) && (filter === undefined || filter(store.key(row)))
  if (where === undefined || Object.keys(where).length === 0)
    return excluded.size === 0 && filter === undefined ? undefined : { keeps: keepsOther, rows: undefined }

  store.fields.check(where)
  const fits = await rowTest(store, parseWhere(where), pause)
  const keeps = excluded.size === 0 && filter === undefined ? fits : (row: number) => fits(row) && keepsOther(row)
  return { keeps, rows: isRare(store.size, fits) ? await listed(store.size, keeps, pause) : undefined }
}

async function rowTest(store: RowStore, node: WhereNode, pause: Pause): Promise<(row: number) => boolean> {
  if (node.kind === 'field') return leafTest(node, await store.columns.get(node.path, pause), pause)
  if (node.kind === 'not') {
    const fits = await rowTest(store, node.of, pause)
    return row => !fits(row)
  }
  const tests: ((row: number) => boolean)[] = []
  for (const part of node.of) tests.push(await rowTest(store, part, pause))
  const [first, second] = tests
  if (first !== undefined && second === undefined) return first
  return node.kind === 'and' ? row => tests.every(fits => fits(row)) : row => tests.some(fits => fits(row))
}

async function leafTest(
  { holds }: WhereLeaf,
  { codes, values }: FieldColumn,
  pause: Pause,
): Promise<(row: number) => boolean> {
  const answers = new Uint8Array(values.length)
  for (const [code, value] of values.entries()) {
    if (code % rowsPerPause === 0) await pause()
    answers[code] = Number(holds(value))
  }
  return row => answers[codes[row]!] === 1
}

/** Looks at rows spread over all: an estimate, on which the speed depends and the result does not. */
function isRare(size: number, fits: (row: number) => boolean): boolean {
  const step = Math.max(1, size / sampleSize)
  let kept = 0
  let seen = 0
  for (let row = 0; row < size; row += step, seen++) kept += Number(fits(Math.floor(row)))
  return kept < seen * listedShare
}

async function listed(size: number, keeps: (row: number) => boolean, pause: Pause): Promise<Uint32Array> {
  let rows = new Uint32Array(1024)
  let count = 0
  for (let row = 0; row < size; row++) {
    if (row % rowsPerPause === 0) await pause()
    if (!keeps(row)) continue
    if (count === rows.length) {
      const grown = new Uint32Array(2 * count)
      grown.set(rows)
      rows = grown
    }
    rows[count++] = row
  }
  return rows.subarray(0, count)
}
