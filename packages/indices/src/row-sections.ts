import { encodeEntries } from './entry-section.ts'
import type { FileSection } from './index-file.ts'
import type { RowStore } from './row-store.ts'

/** Bytes of rows that are written together. */
const pieceLength = 2 ** 22

/** Keys, metadata and vectors of a store as sections of a file, in the order in which the keys were first added. */
export function rowSections(store: RowStore): readonly FileSection[] {
  const rows = rowsInOrder(store)
  const entries = encodeEntries({
    keys: rows.map(row => store.key(row)),
    metadata: rows.map(row => store.metadata(row)),
  })
  return [
    { name: 'entries', length: entries.reduce((sum, { length }) => sum + length, 0), chunks: entries },
    { name: 'rows', length: 4 * store.size * store.dimensions, chunks: rowChunks(store, rows) },
  ]
}

/** The rows of a store, those first whose keys were added first. */
export function rowsInOrder({ size, order }: RowStore): number[] {
  return Array.from({ length: size }, (_, row) => row).sort((a, b) => order(a) - order(b))
}

function* rowChunks({ dimensions, data }: RowStore, rows: readonly number[]): Generator<Uint8Array> {
  const rowsPerPiece = Math.max(1, Math.floor(pieceLength / (4 * dimensions)))
  for (let start = 0; start < rows.length; start += rowsPerPiece) {
    const piece = new Float32Array(Math.min(rowsPerPiece, rows.length - start) * dimensions)
    for (let i = 0; i * dimensions < piece.length; i++) {
      const row = rows[start + i]!
      piece.set(data.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions)
    }
    yield new Uint8Array(piece.buffer)
  }
}
