import { UnsupportedError } from '@towerkit/core'

/** Reads a regular expression character by character. */
export interface PatternReader {
  done(): boolean
  /** The next character, which stays; '' at the end. */
  peek(): string
  next(): string
  /** Reads a text if it comes next. */
  take(text: string): boolean
  /** Reads what an expression that begins with `^` matches, if it does. */
  match(expression: RegExp): string | undefined
  /** @throws {UnsupportedError} always. */
  refuse(what: string): never
}

export function patternReader(expression: string, part: string): PatternReader {
  let at = 0
  const reader: PatternReader = {
    done: () => at >= expression.length,
    peek: () => (at >= expression.length ? '' : String.fromCodePoint(expression.codePointAt(at)!)),
    next() {
      const character = reader.peek()
      if (character === '') reader.refuse('an end too early')
      at += character.length
      return character
    },
    take(text) {
      if (!expression.startsWith(text, at)) return false
      at += text.length
      return true
    },
    match(pattern) {
      const found = pattern.exec(expression.slice(at))?.[0]
      at += found?.length ?? 0
      return found
    },
    refuse(what) {
      throw new UnsupportedError(
        `loadTokenizer: ${part} is the expression ${JSON.stringify(expression)}, and ${what} in it is not ` +
          'understood. Use a tokenizer without it.',
        { part, expression },
      )
    },
  }
  return reader
}
