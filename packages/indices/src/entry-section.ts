import {
  copyMetadata,
  DataError,
  isMetadataRecord,
  isMetadataValue,
  parseExactJson,
  writeExactJson,
  type Metadata,
} from '@towerkit/core'

/** Keys and their metadata. */
export interface Entries {
  readonly keys: string[]
  readonly metadata: Metadata[]
}

/** Entries of a line, so that neither side ever holds all of them as one text. */
const entriesPerLine = 4096
const lineEnd = 10

/**
 * Entries as lines, each a JSON array [keys, metadata]; where no key of a line has fields, [keys]. JSON keeps every
 * string, also half of a surrogate pair, and never holds a line end.
 */
export function encodeEntries({ keys, metadata }: Entries): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let start = 0; start < keys.length; start += entriesPerLine) {
    const end = start + entriesPerLine
    const records = metadata.slice(start, end)
    const hasFields = records.some(record => Object.keys(record).length > 0)
    lines.push(
      new TextEncoder().encode(`${writeExactJson([keys.slice(start, end), ...(hasFields ? [records] : [])])}\n`),
    )
  }
  return lines
}

/** @throws {DataError} if the bytes are not `count` entries with different keys. */
export function decodeEntries(bytes: Uint8Array, count: number, caller: string): Entries {
  const keys: string[] = []
  const metadata: Metadata[] = []
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(lineEnd, start)
      if (end === -1) throw new RangeError('the last line does not end')
      const [lineKeys, records] = parseExactJson(decoder.decode(bytes.subarray(start, end))) as [unknown[], unknown[]?]
      for (const [i, key] of lineKeys.entries()) {
        if (typeof key !== 'string') throw new TypeError(`a key is a ${typeof key}`)
        keys.push(key)
        metadata.push(records === undefined ? {} : decodedRecord(records[i]))
      }
      start = end + 1
    }
  } catch (cause) {
    throw new DataError(`${caller}: keys and metadata cannot be read. The file is damaged; build the index again.`, {
      cause,
    })
  }
  const different = new Set(keys).size
  if (keys.length !== count || different !== count) {
    throw new DataError(
      `${caller}: ${keys.length} keys, ${different} different, for ${count} vectors. The file is damaged; build ` +
        'the index again.',
      { keys: keys.length, different, count },
    )
  }
  return { keys, metadata }
}

function decodedRecord(record: unknown): Metadata {
  if (!isMetadataRecord(record) || !isMetadataValue(record)) throw new TypeError('metadata is no object of fields')
  return copyMetadata(record)
}
