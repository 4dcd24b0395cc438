import { crc32 } from 'node:zlib'
import { extendedArray } from './extended-array.ts'
import type { TrainedWeight } from './weights.ts'

/** The rows of a table that a run has changed. All others are as they were when it started. */
export interface TouchedRows {
  /** In the order in which they were first changed. */
  readonly rows: Int32Array<ArrayBuffer>
  /** Position in `rows` of a row that is among them. */
  position(row: number): number
  /** Adds rows that are about to change. */
  add(rows: Int32Array): void
  /** Takes the rows of a checkpoint in place of those so far. */
  restore(rows: Int32Array): void
  /** A checksum of the rows that have not changed. It reads them all once, and is kept up to date from then on. */
  untouchedChecksum(): number
}

/** Keeps track of the rows of a table that a run changes. */
export function touchedRows(table: Float32Array<ArrayBuffer>, rowCount: number): TouchedRows {
  const bytes = new Uint8Array(table.buffer, table.byteOffset, table.byteLength)
  const rowLength = table.byteLength / rowCount
  // A checksum starts from the number of its row: exchanged rows change the sum.
  const checksumOf = (row: number) => crc32(bytes.subarray(row * rowLength, (row + 1) * rowLength), row)
  // 1 + position; 0 for rows that have not changed.
  const positions = new Int32Array(rowCount)
  let rows = new Int32Array(0)
  let untouched: number | undefined
  return {
    get rows() {
      return rows
    },
    position: row => positions[row]! - 1,
    add(added) {
      const isNew = added.filter(row => positions[row] === 0)
      const start = rows.length
      rows = extendedArray(rows, start + isNew.length)
      rows.set(isNew, start)
      isNew.forEach((row, i) => {
        positions[row] = start + i + 1
        if (untouched !== undefined) untouched = (untouched - checksumOf(row)) >>> 0
      })
    },
    restore(restored) {
      positions.fill(0)
      rows = new Int32Array(restored)
      untouched = undefined
      rows.forEach((row, i) => (positions[row] = i + 1))
    },
    untouchedChecksum() {
      if (untouched === undefined) {
        untouched = 0
        for (let row = 0; row < rowCount; row++)
          if (positions[row] === 0) untouched = (untouched + checksumOf(row)) >>> 0
      }
      return untouched
    },
  }
}

/** Adds the rows that a step is about to change to the touched ones, by table. */
export function touchRows(weights: readonly TrainedWeight[], rows: Readonly<Record<string, Int32Array>>): void {
  for (const { name, touchedRows } of weights) if (rows[name]) touchedRows?.add(rows[name])
}
