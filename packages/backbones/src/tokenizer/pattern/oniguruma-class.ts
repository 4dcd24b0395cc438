import { whiteSpace } from '../unicode/white-space.ts'
import type { PatternReader } from './pattern-reader.ts'
import { known, posixClass, unicodeProperty, wordClass } from './unicode-property.ts'

/** Reads a character class behind its `[`, as a class of JavaScript with the flag `v`. */
export function onigurumaClass(reader: PatternReader, fold: boolean): string {
  const negated = reader.take('^')
  const intersected: string[] = []
  let parts = ''
  let first = true
  for (; first || !reader.take(']'); first = false) {
    if (first && reader.peek() === ']') reader.refuse('an empty class')
    if (reader.take('&&')) {
      intersected.push(`[${parts}]`)
      parts = ''
    } else if (reader.take('[:')) {
      parts += bracketed(reader)
    } else if (reader.take('[')) {
      parts += onigurumaClass(reader, fold)
    } else {
      parts += memberOf(reader, fold)
    }
  }
  if (intersected.length > 0) parts = [...intersected, `[${parts}]`].join('&&')
  return negated ? `[^${parts}]` : `[${parts}]`
}

/**
 * Reads an escape behind its backslash that has the same meaning inside of a class and outside.
 *
 * @returns One character, or a class.
 */
export function classEscape(reader: PatternReader): string {
  const property = reader.match(/^[pP]\{\^?[\w\s-]+\}/)
  if (property !== undefined) {
    const inner = unicodeProperty(property.replace(/^[pP]\{\^?/, '').slice(0, -1))
    // Outside of a class and inside, they are not the same characters.
    if (inner === undefined || inner === wordClass()) return reader.refuse(`\\${property}`)
    return property.startsWith('P') !== property.includes('^') ? `[^${inner}]` : inner
  }
  const hexadecimal = reader.match(/^(?:x\{[\da-fA-F]{1,8}\}|x[\da-fA-F]{1,2}|u[\da-fA-F]{4})/)
  if (hexadecimal !== undefined) {
    const codePoint = parseInt(hexadecimal.replace(/[xu{}]/g, ''), 16)
    if (codePoint > 0x10ffff || (codePoint > 0x7f && /^x[^{]/.test(hexadecimal))) reader.refuse(`\\${hexadecimal}`)
    return String.fromCodePoint(codePoint)
  }
  const character = reader.next()
  switch (character) {
    case 's':
      return `[${whiteSpace}]`
    case 'S':
      return `[^${whiteSpace}]`
    case 'd':
      return known('\\p{Nd}')
    case 'D':
      return `[^${known('\\p{Nd}')}]`
    case 'w':
      return wordClass()
    case 'W':
      return `[^${wordClass()}]`
    case 'h':
      return '[0-9A-Fa-f]'
    case 'H':
      return '[^0-9A-Fa-f]'
    default: {
      const control = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07', e: '\x1B' }[character]
      if (control !== undefined) return control
      if (/[\w]/.test(character)) return reader.refuse(`\\${character}`)
      return character
    }
  }
}

function memberOf(reader: PatternReader, fold: boolean): string {
  const start = characterOf(reader)
  if (start.length > 2 || (start.length === 2 && start.codePointAt(0)! < 0x10000)) {
    if (fold && !/^\[\[?\^?(?:\\t-\\r|\[?\\p\{(?:[LMNPSZ]|Nd)\})/.test(start))
      reader.refuse('a property without regard to case')
    return start
  }
  const isRange = reader.match(/^-(?!\])/) !== undefined
  const end = isRange ? characterOf(reader) : start
  if (end.length > 2 || end.codePointAt(0)! < start.codePointAt(0)!) reader.refuse(`a range that begins with ${start}`)
  const from = start.codePointAt(0)!
  const to = end.codePointAt(0)!
  const range = `\\u{${from.toString(16)}}${isRange ? `-\\u{${to.toString(16)}}` : ''}`
  return fold ? range + foldsOf(from, to, reader) : range
}

/** The other cases of the letters of a range. */
function foldsOf(from: number, to: number, reader: PatternReader): string {
  if (to > 0x7f) return reader.refuse('a class beyond ASCII without regard to case')
  let folds = ''
  for (let codePoint = from; codePoint <= to; codePoint++) {
    const character = String.fromCharCode(codePoint)
    if (!/[a-z]/i.test(character)) continue
    const lower = character.toLowerCase()
    folds += lower + lower.toUpperCase() + (lower === 's' ? 'ſ' : lower === 'k' ? '\u212A' : '')
  }
  return folds
}

function characterOf(reader: PatternReader): string {
  const character = reader.next()
  if (character !== '\\') return character
  return reader.take('b') ? '\b' : classEscape(reader)
}

function bracketed(reader: PatternReader): string {
  const name = reader.match(/^\^?[a-z]+:\]/)
  if (name === undefined) return reader.refuse('"[:"')
  const plain = name.replace('^', '').slice(0, -2)
  const inner = plain === 'punct' ? known('\\p{P}\\p{S}') : posixClass(plain)
  if (inner === undefined) return reader.refuse(`[:${name}`)
  return name.startsWith('^') ? `[^${inner}]` : inner
}
