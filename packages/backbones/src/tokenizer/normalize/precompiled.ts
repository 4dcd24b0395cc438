import { malformed } from '../read-fields.ts'
import { mapping, type Normalizer } from './normalizer.ts'

/**
 * The compiled table of replacements of a SentencePiece model (`Precompiled`): a double array of UTF-8 bytes over
 * texts that end with a zero byte.
 *
 * As the reference does, a cluster of characters of fewer than 6 bytes is replaced as a whole by the replacement of its
 * shortest known prefix; otherwise each character is looked up on its own.
 *
 * @param charsmap `precompiled_charsmap`, base64.
 * @throws {DataError} if the table is damaged.
 */
export function precompiled(charsmap: string, part: string): Normalizer {
  const { units, texts } = parsed(charsmap, part)
  const encoder = new TextEncoder()
  const buffer = new Uint8Array(8)
  const decoder = new TextDecoder()
  const texted = new Map<number, string>()

  const textAt = (start: number) => {
    const known = texted.get(start)
    if (known !== undefined) return known
    const end = texts.indexOf(0, start)
    const text = decoder.decode(texts.subarray(start, end < 0 ? texts.length : end))
    texted.set(start, text)
    return text
  }
  /** What a chunk of at most 5 bytes, or one character, becomes; undefined if it stays. */
  const replacement = (chunk: string) => {
    const { written } = encoder.encodeInto(chunk, buffer)
    let node = offsetOf(units[0]!)
    for (let at = 0; at < written; at++) {
      const byte = buffer[at]!
      if (byte === 0) return undefined
      node ^= byte
      const unit = units[node] ?? 0
      if ((unit & 0x800000ff) >>> 0 !== byte) return undefined
      node ^= offsetOf(unit)
      if (((unit >>> 8) & 1) === 1) return textAt((units[node] ?? 0) & 0x7fffffff)
    }
    return undefined
  }
  const single = new Map<string, string>()
  const character = (text: string) => {
    let result = single.get(text)
    if (result === undefined) {
      result = replacement(text) ?? text
      single.set(text, result)
    }
    return result
  }
  const changed = (text: string) => {
    let result = ''
    if (simple.test(text) && !text.includes('\r\n')) {
      for (const each of text) result += character(each)
      return result
    }
    for (const cluster of clusters(text)) {
      const short = cluster.length > 1 && byteLength(cluster) < 6 ? replacement(cluster) : undefined
      if (short !== undefined) result += short
      else for (const each of cluster) result += character(each)
    }
    return result
  }
  return mapping(changed)
}

/** Texts in which each character is a cluster of its own, but for a line feed behind a carriage return. */
const simple = /^[\0-\u02FF\u2010-\u2027\u2030-\u205F\u20A0-\u20CF\u3001-\u3029\u3041-\u3096\u4E00-\u9FFF]*$/
let segmenter: Intl.Segmenter | undefined

function* clusters(text: string): Iterable<string> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(text)) yield segment
}

function byteLength(text: string): number {
  let bytes = 0
  for (const character of text) {
    const codePoint = character.codePointAt(0)!
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4
  }
  return bytes
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6)
}

function parsed(charsmap: string, part: string) {
  let bytes: Uint8Array
  try {
    bytes = Uint8Array.from(atob(charsmap), character => character.charCodeAt(0))
  } catch {
    malformed(part, charsmap, 'base64')
  }
  const view = new DataView(bytes.buffer)
  const size = bytes.length < 4 ? -1 : view.getUint32(0, true)
  if (size < 4 || size % 4 !== 0 || size + 4 > bytes.length)
    malformed(part, charsmap, 'a table whose length is the one it begins with')
  const units = Uint32Array.from({ length: size / 4 }, (_, index) => view.getUint32(4 + 4 * index, true))
  return { units, texts: bytes.subarray(4 + size) }
}
