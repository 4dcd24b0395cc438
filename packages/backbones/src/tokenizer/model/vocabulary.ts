import { fieldsOf, malformed } from '../read-fields.ts'

/** Token to id. */
export type Vocabulary = ReadonlyMap<string, number>

/** Ids beyond would need an embedding table of gigabytes. */
const mostTokens = 2 ** 24

/**
 * Reads the object of tokens and ids of a model.
 *
 * @throws {DataError} if it is empty, an id is none, or two tokens have one.
 */
export function vocabularyOf(json: unknown, part: string): Vocabulary {
  const fields = fieldsOf(json, part)
  const vocabulary = new Map<string, number>()
  const ids = new Set<number>()
  for (const token of Object.keys(fields)) {
    const id = fields[token]
    if (!(typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < mostTokens))
      malformed(`${part}[${JSON.stringify(token)}]`, id, 'a whole number from 0, below 16,777,216')
    vocabulary.set(token, id)
    ids.add(id)
  }
  if (vocabulary.size === 0) malformed(part, '{}', 'at least one token')
  if (ids.size !== vocabulary.size)
    malformed(part, `${ids.size} different ids for ${vocabulary.size} tokens`, 'one id for each token')
  return vocabulary
}

/** The names of the 256 byte tokens, from `<0x00>` to `<0xFF>`. */
const byteTokens = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`)

const encoder = new TextEncoder()

/** The byte tokens of a text; undefined if the vocabulary lacks one of them. */
export function byteFallback(text: string, vocabulary: Vocabulary): number[] | undefined {
  const ids: number[] = []
  for (const byte of encoder.encode(text)) {
    const id = vocabulary.get(byteTokens[byte]!)
    if (id === undefined) return undefined
    ids.push(id)
  }
  return ids
}
