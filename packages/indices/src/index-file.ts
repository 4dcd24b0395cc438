import type { Hash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { endianness } from 'node:os'
import { DataError, ModelError, TowerkitError, UnsupportedError } from '@towerkit/core'
import { writeFileAtomically } from '@towerkit/core/file'
import { copyBytes, readBytes, sha256 } from './hashed-bytes.ts'
import { decodeHeader, decodePrefix, encodeHeader, prefixLength, type IndexHeader } from './index-header.ts'

/** A part of a file. */
export interface FileSection {
  readonly name: string
  /** Bytes of all chunks. */
  readonly length: number
  readonly chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** What a reader expects, and where sections go. */
export interface ReadOptions {
  /** Begins the messages of errors. */
  readonly caller: string
  readonly kind: string
  /** If given, the model that the file must name. */
  readonly model: string | undefined
  /** What each section must be called, in their order, and how many bytes it must have, as far as the header tells. */
  readonly sections: (header: IndexHeader) => Readonly<Record<string, number | undefined>>
  /** Paths of files to which sections are copied. Others are read into memory. */
  readonly into?: Readonly<Record<string, string>>
}

/** What is read: whole, and what was written. */
export interface IndexFile {
  readonly header: IndexHeader
  /** Each section in memory of its own, by its name. */
  readonly sections: Readonly<Record<string, Uint8Array<ArrayBuffer>>>
}

const digestLength = 32

/**
 * Writes an index, whole or not at all. The file, numbers little-endian:
 *
 * - `TOWERIDX`, version (uint32), length of the header's text (uint32), the header as JSON; SHA-256 of all that
 * - the sections that the header lists; SHA-256 of them
 *
 * The header has its own checksum, so that another model is told from a damaged file without reading the rest.
 *
 * @throws {DataError} if it cannot be written.
 */
export async function writeIndexFile(
  path: string,
  header: Omit<IndexHeader, 'sections'>,
  sections: readonly FileSection[],
): Promise<void> {
  requireLittleEndian('save')
  await writeFileAtomically(path, fileContent(header, sections))
}

async function* fileContent(
  about: Omit<IndexHeader, 'sections'>,
  sections: readonly FileSection[],
): AsyncGenerator<Uint8Array> {
  const header = encodeHeader({
    ...about,
    sections: Object.fromEntries(sections.map(({ name, length }) => [name, length])),
  })
  yield header
  yield sha256().update(header).digest()
  const hash = sha256()
  for (const { chunks } of sections)
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  yield hash.digest()
}

/**
 * Reads an index back. What it gives has the checksums that it was written with.
 *
 * @throws {DataError} if the file is missing, truncated, damaged or no index of this kind.
 * @throws {ModelError} if the vectors are another model's.
 */
export async function readIndexFile(path: string, options: ReadOptions): Promise<IndexFile> {
  const { caller } = options
  requireLittleEndian(caller)
  let file: FileHandle | undefined
  try {
    file = await open(path, 'r')
    return await readContent(file, path, options)
  } catch (cause) {
    if (TowerkitError.is(cause)) throw cause
    throw new DataError(`${caller}: "${path}" cannot be read: ${(cause as Error).message}.`, { cause, path })
  } finally {
    await file?.close()
  }
}

async function readContent(
  file: FileHandle,
  path: string,
  { caller, kind, model, sections: expected, into = {} }: ReadOptions,
): Promise<IndexFile> {
  const { size } = await file.stat()
  const damaged = (fact: string, details: object) =>
    new DataError(`${caller}: "${path}" ${fact}. The file is damaged; build the index again.`, { path, ...details })
  const claim = (length: number, what: string) => {
    if (length > size)
      throw new DataError(
        `${caller}: "${path}" has ${size} bytes, its ${what} needs ${length}. The file is truncated; build the ` +
          'index again.',
        { path, size, length },
      )
  }
  const requireDigest = (hash: Hash, digest: Uint8Array) => {
    if (!hash.digest().equals(digest)) throw damaged('has another checksum than its content', {})
  }
  claim(prefixLength + digestLength, 'beginning')
  const headerLength = prefixLength + decodePrefix(await readBytes(file, 0, prefixLength), caller)
  claim(headerLength + digestLength, 'header')
  const head = await readBytes(file, 0, headerLength + digestLength)
  requireDigest(sha256().update(head.subarray(0, headerLength)), head.subarray(headerLength))
  const header = decodeHeader(head.subarray(prefixLength, headerLength), caller)
  if (header.kind !== kind)
    throw new DataError(
      `${caller}: "${path}" holds an index of kind "${header.kind}", expected "${kind}". Load it with the ` +
        'function of its kind.',
      { path, found: header.kind, expected: kind },
    )
  if (model !== undefined && model !== header.model) {
    throw new ModelError(
      `${caller}: "${path}" holds vectors of model "${header.model}", expected "${model}". Build the index again ` +
        'with this model.',
      { path, found: header.model, expected: model },
    )
  }
  const lengths = Object.entries(header.sections)
  const wanted = Object.entries(expected(header))
  if (
    lengths.length !== wanted.length ||
    !wanted.every(([name, length], i) => lengths[i]![0] === name && (length === undefined || lengths[i]![1] === length))
  ) {
    throw damaged('has other sections than its header asks for', { sections: header.sections })
  }
  const contentStart = headerLength + digestLength
  const length = lengths.reduce((end, [, bytes]) => end + bytes, contentStart) + digestLength
  claim(length, 'content')
  if (length < size) throw damaged(`has ${size} bytes, its header describes ${length}`, { size, length })
  const hash = sha256()
  const sections: Record<string, Uint8Array<ArrayBuffer>> = {}
  let position = contentStart
  for (const [name, bytes] of lengths) {
    const copyTo = into[name]
    if (copyTo === undefined) sections[name] = await readBytes(file, position, bytes, hash)
    else await copyBytes(file, { position, length: bytes, hash, path: copyTo })
    position += bytes
  }
  requireDigest(hash, await readBytes(file, position, digestLength))
  return { header, sections }
}

function requireLittleEndian(caller: string): void {
  if (endianness() !== 'LE')
    throw new UnsupportedError(
      `${caller}: this processor is big-endian, index files are little-endian. Use another machine.`,
    )
}
