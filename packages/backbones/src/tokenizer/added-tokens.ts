import type { Piece } from './normalize/normalizer.ts'
import { known } from './pattern/unicode-property.ts'
import { fieldsOf, flagOf, listOf, malformed, textOf } from './read-fields.ts'
import { slice } from './split/cut.ts'
import { isWhiteSpace } from './unicode/white-space.ts'

/** A token that is found in the text before anything else looks at it. */
export interface AddedToken {
  readonly id: number
  readonly content: string
  readonly singleWord: boolean
  readonly leftStrip: boolean
  readonly rightStrip: boolean
  readonly normalized: boolean
  readonly special: boolean
}

/**
 * Reads `added_tokens`. As in the reference, the id of a token is the one in the vocabulary of the model; others are
 * numbered behind it, in their order.
 *
 * @param idOf The id of a token of the model.
 * @param size Number of tokens of the model.
 * @throws {DataError} if they are malformed.
 */
export function addedTokensOf(json: unknown, idOf: (token: string) => number | undefined, size: number): AddedToken[] {
  const tokens = new Map<string, AddedToken>()
  let next = size
  for (const [index, entry] of listOf(json ?? [], 'added_tokens').entries()) {
    const part = `added_tokens[${index}]`
    const fields = fieldsOf(entry, part)
    const declared = fields['id']
    if (!(typeof declared === 'number' && Number.isInteger(declared) && declared >= 0 && declared < 2 ** 24))
      malformed(`${part}.id`, declared, 'a whole number from 0, below 16,777,216')
    const content = textOf(fields['content'], `${part}.content`)
    if (content === '') malformed(`${part}.content`, content, 'text that is not empty')
    tokens.set(content, {
      id: tokens.get(content)?.id ?? idOf(content) ?? next++,
      content,
      singleWord: flagOf(fields['single_word'], `${part}.single_word`),
      leftStrip: flagOf(fields['lstrip'], `${part}.lstrip`),
      rightStrip: flagOf(fields['rstrip'], `${part}.rstrip`),
      normalized: flagOf(fields['normalized'], `${part}.normalized`),
      special: flagOf(fields['special'], `${part}.special`),
    })
  }
  return [...tokens.values()]
}

/** A part of a text: a token, or a piece that is still to be tokenised. */
export type Extracted = number | Piece

/**
 * Makes a function that finds tokens in a text: leftmost first, of several the longest.
 *
 * @param tokens Each with the text that identifies it.
 */
export function addedTokenFinder(tokens: readonly { readonly token: AddedToken; readonly text: string }[]) {
  if (tokens.length === 0) return undefined
  const byText = new Map(tokens.map(({ token, text }) => [text, token]))
  const twice = tokens.find(({ token, text }) => byText.get(text) !== token)
  if (twice !== undefined) malformed('added_tokens', twice.text, 'a token that no other one equals once normalised')
  if (byText.has('')) malformed('added_tokens', '', 'tokens that are not empty once normalised')
  const longestFirst = [...byText.keys()].sort((a, b) => b.length - a.length)
  const any = new RegExp(longestFirst.map(text => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'gu')
  const word = known('\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}')
  const endsWithWord = new RegExp(`${word}$`, 'v')
  const startsWithWord = new RegExp(`^${word}`, 'v')

  return (piece: Piece): readonly Extracted[] => {
    const { text } = piece
    const parts: Extracted[] = []
    let rest = 0
    any.lastIndex = 0
    for (let match = any.exec(text); match !== null; match = any.exec(text)) {
      const token = byText.get(match[0])!
      let start = match.index
      let end = start + match[0].length
      if (token.singleWord && (endsWithWord.test(text.slice(0, start)) || startsWithWord.test(text.slice(end))))
        continue
      if (token.leftStrip) {
        while (start > 0 && isWhiteSpace(text.charCodeAt(start - 1))) start--
        // The token before may have taken the white space.
        start = Math.max(start, rest)
      }
      if (token.rightStrip) while (end < text.length && isWhiteSpace(text.charCodeAt(end))) end++
      if (rest < start) parts.push(slice(piece, rest, start))
      parts.push(token.id)
      rest = end
    }
    if (rest < text.length) parts.push(rest === 0 ? piece : slice(piece, rest, text.length))
    return parts
  }
}
