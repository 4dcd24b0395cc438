/** Token ids of a text; may leave out those beyond the first `limit` + 1. */
export type EncodePieces = (text: string, limit: number) => readonly number[]

/**
 * Words, and single marks of ASCII punctuation: BERT's splitter cuts at all of these positions, whatever the
 * neighbouring characters.
 */
const pieces = /[^\t\n\r !-/:-@[-`{-~]+|[!-/:-@[-`{-~]/g
const mostCached = 2 ** 16
/** Longer pieces are seldom seen twice. */
const longestCached = 64

/**
 * Tokenises piece by piece and remembers the pieces, where a tokenizer gives a text the ids of its pieces one after the
 * other: BERT's normaliser and splitter with WordPiece. Texts repeat their words, so nearly all pieces are known; the
 * rest goes to `encode`.
 *
 * @param json tokenizer.json
 * @param encode Token ids of any text without special tokens around it.
 * @returns Undefined for other tokenizers.
 */
export function cachedPieces(json: object, encode: (text: string) => readonly number[]): EncodePieces | undefined {
  const {
    normalizer,
    pre_tokenizer: splitter,
    model,
    added_tokens: added,
  } = json as Readonly<Record<string, { readonly type?: unknown } | null>>
  const tokens = (added ?? []) as readonly { readonly content: string; readonly normalized?: boolean }[]
  const known =
    normalizer?.type === 'BertNormalizer' && splitter?.type === 'BertPreTokenizer' && model?.type === 'WordPiece'
  if (!known || tokens.some(({ normalized }) => normalized !== false)) return undefined
  const cache = new Map<string, readonly number[]>()

  const idsOf = (piece: string) => {
    const cached = cache.get(piece)
    if (cached !== undefined) return cached
    const ids = encode(piece)
    if (piece.length > longestCached) return ids
    if (cache.size >= mostCached) cache.clear()
    cache.set(piece, ids)
    return ids
  }
  return (text, limit) => {
    // Added tokens are found in the text before it is cut.
    if (tokens.some(({ content }) => text.includes(content))) return encode(text)
    const ids: number[] = []
    pieces.lastIndex = 0
    for (let match = pieces.exec(text); match !== null && ids.length <= limit; match = pieces.exec(text)) {
      for (const id of idsOf(match[0])) ids.push(id)
    }
    return ids
  }
}
