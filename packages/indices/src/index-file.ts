import { createHash, type Hash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { endianness } from 'node:os'
import { DataError, ModelError, TowerkitError, UnsupportedError } from '@towerkit/core'
import { writeFileAtomically } from '@towerkit/runtime'
import { decodeHeader, decodePrefix, encodeHeader, prefixLength, type IndexHeader } from './index-header.ts'
import { decodeEntries, encodeEntries, type Entries } from './entry-section.ts'
import type { Metric } from './metric.ts'
import type { RowStore } from './row-store.ts'

/** What is written. */
export interface IndexContent {
  readonly store: RowStore
  readonly metric: Metric
  readonly model: string | undefined
}

/** What is read: an index as its file holds it, keys in the order in which they were first added. */
export interface IndexFile extends Entries {
  readonly header: IndexHeader
  /** The vector of key `i` is row `i`. */
  readonly rows: Float32Array
}

const digestLength = 32
/** Bytes that are read, written and hashed at once, so that the event loop is held for some milliseconds only. */
const pieceLength = 2 ** 22

/**
 * Writes an index, whole or not at all. The file, numbers little-endian:
 *
 * - `TOWERIDX`, version (uint32), length of the header's text (uint32), the header as JSON; SHA-256 of all that
 * - keys and metadata as lines of JSON; the rows as float32; SHA-256 of both
 *
 * The header has its own checksum, so that another model is told from a damaged file without reading the rows.
 *
 * @throws {DataError} if it cannot be written.
 */
export async function writeIndexFile(path: string, index: IndexContent): Promise<void> {
  requireLittleEndian('save')
  await writeFileAtomically(path, fileContent(index))
}

function* fileContent({ store, metric, model }: IndexContent): Generator<Uint8Array> {
  const { dimensions, size } = store
  const rows = Array.from({ length: size }, (_, row) => row).sort((a, b) => store.order(a) - store.order(b))
  const entries = encodeEntries({ keys: rows.map(row => store.key(row)), metadata: rows.map(row => store.metadata(row)) })
  const entriesLength = entries.reduce((sum, { length }) => sum + length, 0)
  const header = encodeHeader({ dimensions, count: size, metric, entriesLength, ...(model === undefined ? {} : { model }) })
  yield header
  yield sha256().update(header).digest()
  const hash = sha256()
  for (const line of entries) { hash.update(line); yield line }
  const rowsPerPiece = Math.max(1, Math.floor(pieceLength / (4 * dimensions)))
  for (let start = 0; start < size; start += rowsPerPiece) {
    const piece = new Float32Array(Math.min(rowsPerPiece, size - start) * dimensions)
    for (let i = 0; i * dimensions < piece.length; i++) {
      const row = rows[start + i]!
      piece.set(store.data.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions)
    }
    const bytes = bytesOf(piece)
    hash.update(bytes)
    yield bytes
  }
  yield hash.digest()
}

/**
 * Reads an index back.
 *
 * @param model If given, the model that the file must name.
 * @throws {DataError} if the file is missing, truncated, damaged or no index.
 * @throws {ModelError} if the vectors are another model's.
 */
export async function readIndexFile(path: string, model: string | undefined): Promise<IndexFile> {
  requireLittleEndian('loadExactIndex')
  let file: FileHandle | undefined
  try {
    file = await open(path, 'r')
    return await readContent(file, path, model)
  } catch (cause) {
    if (TowerkitError.is(cause)) throw cause
    throw new DataError(`loadExactIndex: "${path}" cannot be read: ${(cause as Error).message}.`, { cause, path })
  } finally {
    await file?.close()
  }
}

async function readContent(file: FileHandle, path: string, model: string | undefined): Promise<IndexFile> {
  const { size } = await file.stat()
  const claim = (length: number, what: string) => {
    if (length > size) throw new DataError(`loadExactIndex: "${path}" has ${size} bytes, its ${what} needs ${length}. The file is truncated; build the index again.`, { path, size, length })
  }
  claim(prefixLength + digestLength, 'beginning')
  const prefix = await readBytes(file, 0, prefixLength)
  const headerLength = prefixLength + decodePrefix(prefix)
  claim(headerLength + digestLength, 'header')
  const head = await readBytes(file, 0, headerLength + digestLength)
  requireDigest(sha256().update(head.subarray(0, headerLength)), head.subarray(headerLength), path)
  const header = decodeHeader(head.subarray(prefixLength, headerLength))
  const entriesStart = headerLength + digestLength
  const rowsStart = entriesStart + header.entriesLength
  const rowsLength = 4 * header.count * header.dimensions
  const length = rowsStart + rowsLength + digestLength
  claim(length, 'content')
  if (length < size) throw new DataError(`loadExactIndex: "${path}" has ${size} bytes, its header describes ${length}. The file is damaged; build the index again.`, { path, size, length })
  if (model !== undefined && model !== header.model) {
    throw new ModelError(`loadExactIndex: "${path}" holds vectors of model "${header.model}", expected "${model}". Build the index again with this model.`, { path, found: header.model, expected: model })
  }
  const hash = sha256()
  const entryBytes = await readBytes(file, entriesStart, header.entriesLength, hash)
  const rowBytes = await readBytes(file, rowsStart, rowsLength, hash)
  requireDigest(hash, await readBytes(file, rowsStart + rowsLength, digestLength), path)
  return { header, ...decodeEntries(entryBytes, header.count), rows: new Float32Array(rowBytes.buffer) }
}

/** @returns memory of its own. @throws {DataError} if the file ends early. */
async function readBytes(file: FileHandle, position: number, length: number, hash?: Hash): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length)
  for (let offset = 0; offset < length;) {
    const { bytesRead } = await file.read(bytes, offset, Math.min(pieceLength, length - offset), position + offset)
    if (bytesRead === 0) throw new DataError(`loadExactIndex: the file ends at ${position + offset}, expected ${position + length} bytes. It is truncated; build the index again.`, { end: position + offset, expected: position + length })
    hash?.update(bytes.subarray(offset, offset + bytesRead))
    offset += bytesRead
  }
  return bytes
}

function requireDigest(hash: Hash, expected: Uint8Array, path: string): void {
  if (!hash.digest().equals(expected)) throw new DataError(`loadExactIndex: the checksum of "${path}" does not fit its content. The file is damaged; build the index again.`, { path })
}

function sha256(): Hash {
  return createHash('sha256')
}

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

function requireLittleEndian(caller: string): void {
  if (endianness() !== 'LE') throw new UnsupportedError(`${caller}: this processor is big-endian, index files are little-endian. Use another machine.`)
}
