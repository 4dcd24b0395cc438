import { malformed, textOf, type Fields } from '../read-fields.ts'
import type { Vocabulary } from './vocabulary.ts'

/** `WordLevel`: a piece is one token. */
export function wordLevel(fields: Fields, vocabulary: Vocabulary): (piece: string) => number[] {
  // Without a token for unknown words it is only a fault if there are any.
  const unknown = vocabulary.get(textOf(fields['unk_token'], 'model.unk_token'))
  return piece => [vocabulary.get(piece) ?? unknown ?? unknownOf(fields, vocabulary)]
}

/** `WordPiece`: the longest token that a piece begins with, and so on with the rest. */
export function wordPiece(fields: Fields, vocabulary: Vocabulary): (piece: string) => number[] {
  const unknown = unknownOf(fields, vocabulary)
  const prefix = textOf(fields['continuing_subword_prefix'], 'model.continuing_subword_prefix')
  const longest = fields['max_input_chars_per_word']
  if (!(typeof longest === 'number' && Number.isInteger(longest) && longest >= 0))
    malformed('model.max_input_chars_per_word', longest, 'a whole number')
  // No token is longer, so no longer beginning needs to be tried.
  let longestToken = 0
  for (const token of vocabulary.keys()) longestToken = Math.max(longestToken, token.length)

  return piece => {
    if (piece.length > longest && [...piece].length > longest) return [unknown]
    const ids: number[] = []
    for (let start = 0; start < piece.length; ) {
      let end = Math.min(piece.length, start + longestToken)
      let id: number | undefined
      for (; end > start; end--) {
        const part = piece.slice(start, end)
        id = vocabulary.get(start > 0 ? prefix + part : part)
        if (id !== undefined) break
      }
      if (id === undefined) return [unknown]
      ids.push(id)
      start = end
    }
    return ids
  }
}

function unknownOf(fields: Fields, vocabulary: Vocabulary): number {
  const unknown = vocabulary.get(fields['unk_token'] as string)
  if (unknown === undefined) malformed('model.unk_token', fields['unk_token'], 'a token of model.vocab')
  return unknown
}
