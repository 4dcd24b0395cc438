import { crc32 } from 'node:zlib'
import { DataError, parseExactJson, writeExactJson } from '@towerkit/core'
import type { PassageRange } from '@towerkit/retrieval'
import type { Metadata, StoredDocument } from '../search-service.ts'

/** A document with its number in the store, which no other document ever gets. */
export interface NumberedDocument extends StoredDocument {
  readonly number: number
  readonly metadata: Metadata
  readonly passages: readonly PassageRange[]
}

/** A row of the table of documents. */
export type DocumentRow = {
  readonly number: number
  readonly id: string
  readonly title: string
  readonly text: string
  readonly metadata: string
  readonly passages: string
  readonly check: number
}

/** What a row's check is made of. */
export function checkOf(...parts: readonly string[]): number {
  return crc32(JSON.stringify(parts))
}

/** The columns of a document. */
export function documentColumns(
  { id, title, text, metadata = {} }: StoredDocument,
  passages: readonly PassageRange[],
): Omit<DocumentRow, 'number'> {
  const columns = { id, title, text, metadata: writeExactJson(metadata), passages: JSON.stringify(passages) }
  return { ...columns, check: checkOf(...Object.values(columns)) }
}

/** @throws {DataError} if the row is not what was written. */
export function documentOf(
  { number, id, title, text, metadata, passages, check }: DocumentRow,
  path: string,
): NumberedDocument {
  if (checkOf(id, title, text, metadata, passages) !== check) throw damagedRow(path, `document ${number}`)
  return {
    number,
    id,
    title,
    text,
    metadata: parseExactJson(metadata) as Metadata,
    passages: JSON.parse(passages) as PassageRange[],
  }
}

/** The vectors of one document's passages, row-major. @throws {DataError} if the row is not what was written. */
export function vectorsOf(
  { document, data, check }: { readonly document: number; readonly data: Uint8Array; readonly check: number },
  path: string,
): Float32Array {
  if (crc32(data, document) !== check || data.byteLength % 4 !== 0)
    throw damagedRow(path, `the vectors of document ${document}`)
  return new Float32Array(data.slice().buffer)
}

/** The columns of a document's vectors. */
export function vectorColumns(
  document: number,
  vectors: Float32Array,
): { readonly document: number; readonly data: Uint8Array; readonly check: number } {
  const data = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength)
  // The number goes in as well: a vector in the place of another is damage too.
  return { document, data, check: crc32(data, document) }
}

/** A row whose check does not fit. */
export function damagedRow(path: string, what: string): DataError {
  return new DataError(
    `openStore: ${what} in "${path}" is not what was written. The store is damaged: restore it from a copy, or ` +
      'remove it and prepare again.',
    { path, what },
  )
}
