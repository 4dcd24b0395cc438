import type { Metadata } from '@towerkit/core'
import { fieldColumn, type FieldColumn } from './field-column.ts'

/** Columns of the fields that conditions have used. */
export interface FieldColumns {
  /**
   * The column of a field, made on first use.
   *
   * @param pause Called often; others get their turn when it returns a promise. No row may change meanwhile.
   */
  get(path: string, pause: () => Promise<void> | undefined): Promise<FieldColumn>
  write(row: number, metadata: Metadata): void
  move(from: number, to: number): void
  clear(): void
}

/** Rows between two pauses. */
const rowsPerPause = 2 ** 12

/** @param store What the columns are of. */
export function fieldColumns(store: { readonly size: number; metadata(row: number): Metadata }): FieldColumns {
  const columns = new Map<string, FieldColumn>()

  async function made(path: string, pause: () => Promise<void> | undefined): Promise<FieldColumn> {
    const column = fieldColumn(path, store.size)
    for (let row = 0; row < store.size; row++) {
      if (row % rowsPerPause === 0) await pause()
      column.write(row, store.metadata(row))
    }
    columns.set(path, column)
    return column
  }

  return {
    async get(path, pause) {
      const column = columns.get(path)
      // Values that no row holds any more are kept until they are the most.
      return column !== undefined && column.values.length <= 2 * store.size + rowsPerPause ? column : made(path, pause)
    },
    write(row, metadata) {
      for (const column of columns.values()) column.write(row, metadata)
    },
    move(from, to) {
      for (const column of columns.values()) column.move(from, to)
    },
    clear: () => columns.clear(),
  }
}
