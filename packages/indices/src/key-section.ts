import { DataError } from '@towerkit/core'

/** Keys of a line, so that neither side ever holds all of them as one text. */
const keysPerLine = 4096
const lineEnd = 10

/**
 * Keys as lines, each a JSON array. JSON keeps every string, also half of a surrogate pair, and never holds a line end.
 */
export function encodeKeys(keys: readonly string[]): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let start = 0; start < keys.length; start += keysPerLine) {
    lines.push(new TextEncoder().encode(`${JSON.stringify(keys.slice(start, start + keysPerLine))}\n`))
  }
  return lines
}

/** @throws {DataError} if the bytes are not `count` different keys. */
export function decodeKeys(bytes: Uint8Array, count: number): string[] {
  const keys: string[] = []
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (let start = 0; start < bytes.length;) {
      const end = bytes.indexOf(lineEnd, start)
      if (end === -1) throw new RangeError('the last line does not end')
      for (const key of JSON.parse(decoder.decode(bytes.subarray(start, end))) as unknown[]) {
        if (typeof key !== 'string') throw new TypeError(`a key is a ${typeof key}`)
        keys.push(key)
      }
      start = end + 1
    }
  } catch (cause) {
    throw new DataError('loadExactIndex: the keys cannot be read. The file is damaged; build the index again.', { cause })
  }
  const different = new Set(keys).size
  if (keys.length !== count || different !== count) {
    throw new DataError(`loadExactIndex: ${keys.length} keys, ${different} different, for ${count} vectors. The file is damaged; build the index again.`, { keys: keys.length, different, count })
  }
  return keys
}
