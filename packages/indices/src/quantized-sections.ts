import type { CodeArena } from './code-arena.ts'
import type { FileSection } from './index-file.ts'
import { rowSections, rowsInOrder } from './row-sections.ts'
import type { RowStore } from './row-store.ts'

/** Rows whose codes are written together. */
const rowsPerPiece = 2 ** 12

/** The sections of a quantised index: codes are stored only if there are no float32 vectors to make them from. */
export function quantizedSections(store: RowStore, codes: CodeArena, rescoring: boolean): readonly FileSection[] {
  const sections = rowSections(store)
  if (rescoring) return sections
  const { size } = store
  const width = size === 0 ? 0 : codes.read(0).codes.length
  const rows = rowsInOrder(store)
  const scales = Float32Array.from(rows, row => codes.read(row).scale)
  return [
    ...sections,
    { name: 'scales', length: scales.byteLength, chunks: [new Uint8Array(scales.buffer)] },
    { name: 'codes', length: size * width, chunks: codeChunks(codes, rows, width) },
  ]
}

function* codeChunks(codes: CodeArena, rows: readonly number[], width: number): Generator<Uint8Array> {
  for (let start = 0; start < rows.length; start += rowsPerPiece) {
    const piece = new Uint8Array(Math.min(rowsPerPiece, rows.length - start) * width)
    for (let i = 0; i * width < piece.length; i++) piece.set(codes.read(rows[start + i]!).codes, i * width)
    yield piece
  }
}
