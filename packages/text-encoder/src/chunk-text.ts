/** How a text is cut. */
export interface ChunkTextOptions {
  /** Maximum number of tokens of a passage. */
  readonly tokens: number
  /** Tokens that a passage has in common with the one before. */
  readonly overlap: number
  /** Tokens of texts, without special ones. */
  readonly count: (texts: readonly string[]) => readonly number[]
}

/** A word with the space before it, and its tokens. */
interface Word {
  readonly start: number
  readonly end: number
  readonly tokens: number
}

/**
 * Cuts a text into passages that fit a model's window: between words, and a word that is too long between characters.
 * `cutPassages` of retrieval keeps sentences whole instead, but knows no model's tokens.
 *
 * @returns start and end of each passage; one for an empty text.
 */
export function chunkText(text: string, { tokens, overlap, count }: ChunkTextOptions): [start: number, end: number][] {
  const words = wordsOf(text, { tokens, count })
  const passages: [number, number][] = []
  // Of a word, the space before it is left out where a passage begins.
  const startOf = ({ start, end }: Word) => end - text.slice(start, end).trimStart().length
  for (let first = 0; first < words.length; ) {
    let last = first
    for (
      let sum = words[first]!.tokens;
      last + 1 < words.length && sum + words[last + 1]!.tokens <= tokens;
      sum += words[++last]!.tokens
    );
    const start = startOf(words[first]!)
    // Some tokenizers make more tokens of words together than of each.
    while (last > first && count([text.slice(start, words[last]!.end)])[0]! > tokens) last--
    passages.push([start, words[last]!.end])
    if (last === words.length - 1) break
    let next = last + 1
    for (let sum = words[last]!.tokens; next - 1 > first && sum <= overlap; sum += words[next - 1]!.tokens) next--
    first = next
  }
  return passages.length === 0 ? [[0, 0]] : passages
}

function wordsOf(text: string, { tokens, count }: Omit<ChunkTextOptions, 'overlap'>): Word[] {
  const pieces = [...text.matchAll(/\s*\S+/g)].map(({ 0: piece, index }) => ({
    start: index,
    end: index + piece.length,
  }))
  const counts = count(pieces.map(({ start, end }) => text.slice(start, end)))
  return pieces.flatMap((piece, i) => halved(text, { ...piece, tokens: counts[i]! }, { tokens, count }))
}

/** A word in parts that are short enough, cut where no character comes apart. */
function halved(text: string, word: Word, options: Omit<ChunkTextOptions, 'overlap'>): Word[] {
  const { start, end, tokens } = word
  let middle = (start + end) >> 1
  if (/[\udc00-\udfff]/.test(text[middle]!)) middle++
  if (tokens <= options.tokens || middle <= start || middle >= end) return [word]
  const [left, right] = options.count([text.slice(start, middle), text.slice(middle, end)])
  return [
    ...halved(text, { start, end: middle, tokens: left! }, options),
    ...halved(text, { start: middle, end, tokens: right! }, options),
  ]
}
