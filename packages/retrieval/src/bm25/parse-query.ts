/** The parts of a written query. */
export interface ParsedQuery {
  /** The query without operators: words and the words of phrases, in order. */
  readonly text: string
  /** What stands outside quotation marks. */
  readonly words: string
  /** A quoted phrase: these words, in this order, without others between. */
  readonly phrases: readonly string[]
  /** Words or phrases with a minus sign before them: documents that have one are left out. */
  readonly excluded: readonly string[]
}

/**
 * Parses a query: `"in quotes"` for words in a row, `-word` and `-"in quotes"` for excluded ones. A minus sign counts
 * at the beginning of a word only, so that `state-of-the-art` is one of the words; quotation marks count before and
 * after a word and in pairs, so that `5" disk` is plain. Typographic quotation marks count too.
 *
 * @param query As somebody typed it.
 *
 * @example
 * parseQuery('"vitamin c" deficiency -fruit')
 * // { text: 'vitamin c deficiency', words: 'deficiency', phrases: ['vitamin c'], excluded: ['fruit'] }
 */
export function parseQuery(query: string): ParsedQuery {
  const phrases: string[] = []
  const excluded: string[] = []
  const asked: string[] = []
  const words: string[] = []
  let end = 0
  const plain = (text: string) => {
    words.push(text)
    asked.push(text)
  }
  for (const match of query.matchAll(signs)) {
    const [whole, minus, quoted, word] = match
    plain(query.slice(end, match.index))
    end = match.index + whole.length
    if (word !== undefined) excluded.push(word)
    else if (minus !== undefined) excluded.push(quoted!)
    else {
      phrases.push(quoted!)
      asked.push(` ${quoted!} `)
    }
  }
  plain(query.slice(end))
  return { text: tidy(asked.join('')), words: words.join(' ').trimStart(), phrases, excluded }
}

const mark = '"\u201c\u201d\u201e\u00ab\u00bb'
/** A minus sign and what is in quotation marks, or a minus sign and a word. */
const signs = new RegExp(
  `(?<![^\\s(])(?:([-\u2212])?[${mark}]([^${mark}]*[\\p{L}\\p{N}][^${mark}]*)[${mark}](?![\\p{L}\\p{N}])` +
    `|[-\u2212]([\\p{L}\\p{N}][^\\s${mark}]*))`,
  'gu',
)

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
