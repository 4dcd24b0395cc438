import { UnsupportedError } from '@towerkit/core'
import { classEscape, onigurumaClass } from './oniguruma-class.ts'
import { patternReader, type PatternReader } from './pattern-reader.ts'
import { bareWordClass } from './unicode-property.ts'

interface Options {
  /** Without regard to case. */
  readonly fold: boolean
  /** The point matches a line feed too. */
  readonly dotAll: boolean
}

/** Letters that, next to each other, fold to one character (ß, ﬁ …): then one letter does not stand for one. */
const ligatures = /^(?:ss|st|ff|fi|fl)$/i

/**
 * A regular expression of Oniguruma, the engine of the reference, as one of JavaScript that matches the same.
 *
 * @returns With the flags `g` and `v`.
 * @throws {UnsupportedError} if it has a part that is not translated: back references, calls, conditions, clusters.
 */
export function oniguruma(expression: string, part: string): RegExp {
  const reader = patternReader(expression, part)
  let atomics = 0
  const atomic = (inside: string) => {
    atomics++
    return `(?:(?=(?<a${atomics}>${inside}))\\k<a${atomics}>)`
  }

  /** Alternatives up to a closing parenthesis or the end. */
  const alternatives = (options: Options): string => {
    const branches = [sequence(options)]
    while (reader.take('|')) branches.push(sequence(options))
    return branches.join('|')
  }
  const sequence = (options: Options): string => {
    let result = ''
    let letter = ''
    while (!reader.done() && reader.peek() !== '|' && reader.peek() !== ')') {
      const before = reader.peek()
      const atom = oneAtom(options)
      if (atom === undefined) continue
      const quantified = quantifiers(atom)
      const literal = quantified === atom && /^[a-z]$/i.test(before) ? before : ''
      if (options.fold && ligatures.test(letter + before)) reader.refuse(`"${letter}${before}" without regard to case`)
      letter = literal
      result += quantified
    }
    return result
  }
  const oneAtom = (options: Options): string | undefined => {
    const character = reader.next()
    switch (character) {
      case '(':
        return group(options)
      case '[':
        return onigurumaClass(reader, options.fold)
      case '.':
        return options.dotAll ? '[\\0-\\u{10FFFF}]' : '[^\\n]'
      case '^':
        return '(?:^|(?<=\\n)(?=[^]))'
      case '$':
        return '(?:$|(?=\\n))'
      case '\\':
        return escape(options)
      case '*':
      case '+':
      case '?':
        return reader.refuse(`"${character}" with nothing to repeat`)
      default:
        return literalOf(character, options.fold, reader)
    }
  }
  const group = (options: Options): string | undefined => {
    if (!reader.take('?')) return closed(`(?:${alternatives(options)}`)
    for (const opening of ['<=', '<!', '=', '!', ':'])
      if (reader.take(opening)) return closed(`(?${opening}${alternatives(options)}`)
    if (reader.take('>')) return atomic(closed(alternatives(options)).slice(0, -1))
    if (reader.take('#')) {
      while (!reader.take(')')) reader.next()
      return undefined
    }
    const name = reader.match(/^P?<\w+>/)
    if (name !== undefined) return closed(`(?:${alternatives(options)}`)
    const flags = reader.match(/^[im]*(?:-[im]+)?(?=[:)])/)
    if (flags === undefined || flags === '') return reader.refuse(`"(?${reader.peek()}"`)
    const [on = '', off = ''] = flags.split('-')
    const inner = {
      fold: (options.fold || on.includes('i')) && !off.includes('i'),
      dotAll: (options.dotAll || on.includes('m')) && !off.includes('m'),
    }
    if (reader.take(':')) return closed(`(?:${alternatives(inner)}`)
    // (?i) holds up to the end of the group around it, alternatives included.
    reader.next()
    return `(?:${alternatives(inner)})`
  }
  const closed = (source: string) => {
    if (!reader.take(')')) reader.refuse('a parenthesis that is not closed')
    return `${source})`
  }
  const escape = (options: Options): string => {
    const word = bareWordClass()
    if (reader.take('w')) return word
    if (reader.take('W')) return `[^${word}]`
    if (reader.take('b')) return `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
    if (reader.take('B')) return `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`
    if (reader.take('A')) return '(?:^)'
    if (reader.take('z')) return '(?:$)'
    if (reader.take('Z')) return '(?=\\n?$)'
    if (reader.take('R')) return atomic('\\r\\n|[\\n-\\r\\x85\\u2028\\u2029]')
    if (reader.take('N')) return '[^\\n]'
    if (reader.take('O')) return '[\\0-\\u{10FFFF}]'
    const escaped = classEscape(reader)
    return escaped.length === 1 || escaped.codePointAt(0)! > 0xffff ? literalOf(escaped, options.fold, reader) : escaped
  }
  const quantifiers = (atom: string): string => {
    const quantifier = reader.match(/^(?:[*+?]|\{\d+(?:,\d*)?\}|\{,\d+\})/)
    if (quantifier === undefined) return atom
    const repeat = quantifier.replace('{,', '{0,')
    if (quantifier.startsWith('{')) {
      if (reader.peek() === '?') reader.refuse(`"${quantifier}?"`)
      return quantifiers(`(?:${atom}${repeat})`)
    }
    if (reader.take('+')) return atomic(atom + repeat)
    const result = atom + repeat + (reader.take('?') ? '?' : '')
    if (/^[*+?]/.test(reader.peek())) reader.refuse('a quantifier behind a quantifier')
    return result
  }

  const source = alternatives({ fold: false, dotAll: false })
  if (!reader.done()) reader.refuse('a parenthesis that is not opened')
  try {
    return new RegExp(source, 'gv')
  } catch (cause) {
    throw new UnsupportedError(
      `loadTokenizer: ${part} is the expression ${JSON.stringify(expression)}, which is not understood. Use a ` +
        'tokenizer without it.',
      { part, expression, cause },
    )
  }
}

function literalOf(character: string, fold: boolean, reader: PatternReader): string {
  const codePoint = character.codePointAt(0)!
  if (!fold || (codePoint < 0x80 && !/[a-z]/i.test(character))) return `\\u{${codePoint.toString(16)}}`
  if (codePoint > 0x7f) {
    if (character.toLowerCase() !== character || character.toUpperCase() !== character)
      reader.refuse(`"${character}" without regard to case`)
    return `\\u{${codePoint.toString(16)}}`
  }
  const lower = character.toLowerCase()
  return `[${lower}${lower.toUpperCase()}${lower === 's' ? 'ſ' : lower === 'k' ? '\u212A' : ''}]`
}
