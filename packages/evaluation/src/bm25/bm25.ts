import { ArgumentError, DataError, type Hit } from '@towerkit/core'
import { bestDocuments } from './best-documents.ts'
import { englishTokens } from './english-tokens.ts'

/** One document to index. */
export interface TextDocument {
  readonly id: string
  readonly text: string
}

/** How `bm25` scores. */
export interface Bm25Options {
  /** How fast repeated terms stop adding. At least 0; default 1.2 as in Lucene. BEIR's published baselines use 0.9. */
  readonly k1?: number
  /** How much long documents pay for their length, from 0 to 1. Default 0.75 as in Lucene. BEIR's published baselines use 0.4. */
  readonly b?: number
  /** Cuts documents and queries into terms. Default: `englishTokens()`. */
  readonly tokenize?: (text: string) => readonly string[]
}

/** An inverted index that scores by BM25. */
export interface Bm25Index {
  /** Number of documents. */
  readonly size: number
  /** @returns the best `limit` documents that share a term with the query, best first; equal scores in order of indexing. */
  search(query: string, limit: number): Hit[]
}

/** Documents that hold a term, and how often: pairs `documents[i]`, `frequencies[i]`. */
interface Postings {
  readonly documents: number[]
  readonly frequencies: number[]
}

/**
 * Indexes documents for BM25, the lexical baseline of every retrieval experiment. Lucene's formula: a document scores
 *
 * sum over query terms t of ln(1 + (N - df_t + 0.5) / (df_t + 0.5)) * tf_t / (tf_t + k1 * (1 - b + b * length / mean length))
 *
 * with N documents of which df_t hold t, and tf_t times t in this one. Lengths are exact, where Lucene rounds them to a byte.
 *
 * @param documents Read once.
 * @throws {ArgumentError} if k1 or b is out of range.
 * @throws {DataError} if an id comes twice.
 *
 * @example
 * const index = bm25([{ id: 'a', text: 'watch a file' }, { id: 'b', text: 'read a file' }])
 * index.search('watching files', 1) // [{ key: 'a', score: 0.4... }]
 *
 * @see Robertson and Zaragoza, The probabilistic relevance framework: BM25 and beyond, 2009
 * @see Kamphuis et al., Which BM25 do you mean?, ECIR 2020, "Lucene (accurate)"
 */
export function bm25(documents: Iterable<TextDocument>, { k1 = 1.2, b = 0.75, tokenize = englishTokens() }: Bm25Options = {}): Bm25Index {
  if (!(k1 >= 0 && k1 < Infinity)) throw new ArgumentError(`bm25: k1 is ${k1}. Give a finite number of at least 0.`, { k1 })
  if (!(b >= 0 && b <= 1)) throw new ArgumentError(`bm25: b is ${b}. Give a number from 0 to 1.`, { b })
  const { ids, lengths, postings } = invert(documents, tokenize)
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  const saturation = Float64Array.from(lengths, length => k1 * (1 - b + b * length / meanLength))
  const scores = new Float64Array(ids.length)

  return {
    size: ids.length,
    search(query, limit) {
      if (!Number.isSafeInteger(limit) || limit < 1) throw new ArgumentError(`bm25: limit is ${limit}. Give a whole number of at least 1.`, { limit })
      const touched: number[] = []
      for (const term of tokenize(query)) {
        const entry = postings.get(term)
        if (entry === undefined) continue
        const rarity = Math.log(1 + (ids.length - entry.documents.length + 0.5) / (entry.documents.length + 0.5))
        for (let i = 0; i < entry.documents.length; i++) {
          const document = entry.documents[i]!
          const frequency = entry.frequencies[i]!
          if (scores[document] === 0) touched.push(document)
          scores[document]! += rarity * frequency / (frequency + saturation[document]!)
        }
      }
      const hits = bestDocuments(touched, scores, limit).map(document => ({ key: ids[document]!, score: scores[document]! }))
      for (const document of touched) scores[document] = 0
      return hits
    },
  }
}

function invert(documents: Iterable<TextDocument>, tokenize: (text: string) => readonly string[]) {
  const ids: string[] = []
  const seen = new Set<string>()
  const lengths: number[] = []
  const postings = new Map<string, Postings>()
  for (const { id, text } of documents) {
    if (seen.has(id)) throw new DataError(`bm25: document "${id}" comes twice. Give each id once.`, { id })
    seen.add(id)
    const document = ids.push(id) - 1
    const terms = tokenize(text)
    lengths.push(terms.length)
    for (const term of terms) {
      let entry = postings.get(term)
      if (entry === undefined) postings.set(term, entry = { documents: [], frequencies: [] })
      const last = entry.documents.length - 1
      if (entry.documents[last] === document) entry.frequencies[last]!++
      else { entry.documents.push(document); entry.frequencies.push(1) }
    }
  }
  return { ids, lengths, postings }
}
