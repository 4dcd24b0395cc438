import { ArgumentError, DataError, type Hit, type SearchOptions } from '@towerkit/core'
import { bestDocuments } from './best-documents.ts'
import { englishTokens } from './english-tokens.ts'
import { luceneLength } from './lucene-length.ts'
import { addScores, countKept, keepMoved, type Postings } from './postings.ts'

/** One document to index. */
export interface TextDocument {
  readonly id: string
  readonly text: string
}

/** How BM25 scores. */
export interface Bm25Options {
  /** How fast repeated terms stop adding. At least 0; default 1.2 as in Lucene. BEIR's published baselines use 0.9. */
  readonly k1?: number
  /**
   * How much long documents pay for their length, from 0 to 1. Default 0.75 as in Lucene. BEIR's published baselines
   * use 0.4.
   */
  readonly b?: number
  /** Cuts documents and queries into terms. Default: `englishTokens()`; `luceneEnglish()` cuts as Lucene does. */
  readonly tokenize?: (text: string) => readonly string[]
  /** Whether lengths above 40 terms are rounded down to what Lucene keeps of them in a byte. Default 'exact'. */
  readonly lengths?: 'exact' | 'lucene'
}

/** An inverted index that scores by BM25. */
export interface Bm25Index {
  /** Number of documents. */
  readonly size: number
  /**
   * Adds documents. One whose id is there already replaces the older one.
   * @throws {DataError} if an id or a text is not a string, or an id comes twice; then none of them is added.
   */
  add(documents: Iterable<TextDocument>): void
  /** @returns how many of the ids were there. */
  remove(ids: Iterable<string>): number
  /**
   * @param options.filter Keeps only ids for which it returns true. It does not change scores.
   * @returns the best `limit` documents that share a term with the query, best first; equal scores in order of
   *   indexing.
   * @throws {ArgumentError} if the limit is not a whole number of at least 1.
   */
  search(query: string, limit: number, options?: Pick<SearchOptions, 'filter'>): Hit[]
}

/** One document, analysed. */
interface Entry {
  readonly id: string
  readonly length: number
  /** Number of a term, how often it is there, and so on. */
  readonly terms: Uint32Array
}

/** Share of places, beyond some, that removed documents may hold before they are forgotten. */
const removedShare = 0.2
const fewPlaces = 64

/**
 * Makes an empty index for BM25, whose documents can be added, replaced and removed. Lucene's formula: a document
 * scores
 *
 * sum over query terms t of ln(1 + (N - df_t + 0.5) / (df_t + 0.5)) * tf_t / (tf_t + k1 * (1 - b + b * length / mean
 * length))
 *
 * with N documents of which df_t hold t, and tf_t times t in this one. Whatever was added and removed before, the
 * scores are those of an index built anew from the documents that are there.
 *
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * const index = bm25Index()
 * index.add([{ id: 'a', text: 'watch a file' }, { id: 'b', text: 'read a file' }])
 * index.search('watching files', 1) // [{ key: 'a', score: 0.4... }]
 *
 * @see Robertson and Zaragoza, The probabilistic relevance framework: BM25 and beyond, 2009
 * @see Kamphuis et al., Which BM25 do you mean?, ECIR 2020, "Lucene (accurate)" and "Lucene (default)"
 */
export function bm25Index({
  k1 = 1.2,
  b = 0.75,
  tokenize = englishTokens(),
  lengths = 'exact',
}: Bm25Options = {}): Bm25Index {
  if (!(k1 >= 0 && k1 < Infinity))
    throw new ArgumentError(`bm25: k1 is ${k1}. Give a finite number of at least 0.`, { k1 })
  if (!(b >= 0 && b <= 1)) throw new ArgumentError(`bm25: b is ${b}. Give a number from 0 to 1.`, { b })
  if (lengths !== 'exact' && lengths !== 'lucene')
    throw new ArgumentError(`bm25: lengths is "${lengths}". Give exact or lucene.`, { lengths })
  const termNumbers = new Map<string, number>()
  let postings: Postings[] = []
  const places = new Map<string, number>()
  /** Of each place, undefined where the document has been removed. */
  let ids: (string | undefined)[] = []
  let documentLengths: number[] = []
  let totalLength = 0
  /** k1 * (1 - b + b * length / mean length) of each place, and Infinity of a removed one. */
  let saturation = new Float64Array(0)
  let isChanged = true
  /**
   * Kept from search to search, since what searches leave behind is much to collect: scores, all 0 between two
   * searches, and the places that have one.
   */
  let scores = new Float64Array(0)
  let touched = new Uint32Array(0)

  const insert = ({ id, length, terms }: Entry): void => {
    const place = ids.push(id) - 1
    documentLengths.push(length)
    places.set(id, place)
    totalLength += length
    for (let i = 0; i < terms.length; i += 2) {
      const term = terms[i]!
      const frequency = terms[i + 1]!
      const known = postings[term]
      if (known === undefined) postings[term] = [place, frequency]
      else known.push(place, frequency)
    }
  }
  const removeOne = (id: string): boolean => {
    const place = places.get(id)
    if (place === undefined) return false
    totalLength -= documentLengths[place]!
    ids[place] = undefined
    return places.delete(id)
  }
  /** Forgets removed documents once they are many, and the terms that no document has any more. */
  const compact = (): void => {
    if (ids.length - places.size <= fewPlaces + removedShare * ids.length) return
    const moved = new Int32Array(ids.length).fill(-1)
    let count = 0
    for (const [place, id] of ids.entries()) if (id !== undefined) moved[place] = count++
    documentLengths = documentLengths.filter((_, place) => moved[place] !== -1)
    ids = ids.filter(id => id !== undefined)
    for (const [place, id] of ids.entries()) places.set(id!, place)
    const kept: Postings[] = []
    for (const [term, number] of termNumbers) {
      const posting = postings[number] ?? []
      keepMoved(posting, moved)
      if (posting.length === 0) termNumbers.delete(term)
      else termNumbers.set(term, kept.push(posting) - 1)
    }
    postings = kept
  }
  const takeOverChanges = (): void => {
    const meanLength = totalLength / places.size
    const stored = lengths === 'lucene' ? luceneLength : (length: number) => length
    if (scores.length < ids.length) {
      const room = ids.length * 2
      scores = new Float64Array(room)
      touched = new Uint32Array(room)
      saturation = new Float64Array(room)
    }
    for (let place = 0; place < ids.length; place++) {
      saturation[place] =
        ids[place] === undefined
          ? Infinity
          : k1 * (1 - b + (meanLength === 0 ? 0 : (b * stored(documentLengths[place]!)) / meanLength))
    }
    isChanged = false
  }

  return {
    get size() {
      return places.size
    },
    add(documents) {
      const added = new Map<string, Entry>()
      for (const { id, text } of documents) {
        if (typeof id !== 'string' || typeof text !== 'string')
          throw new DataError(
            `bm25: a document has an id of type ${typeof id} and a text of type ${typeof text}. Give strings.`,
            { id },
          )
        if (added.has(id)) throw new DataError(`bm25: document "${id}" comes twice. Give each id once.`, { id })
        added.set(id, entryOf(id, tokenize(text), termNumbers))
      }
      for (const entry of added.values()) {
        removeOne(entry.id)
        insert(entry)
      }
      compact()
      isChanged = true
    },
    remove(ids) {
      let removed = 0
      for (const id of ids) if (removeOne(id)) removed++
      compact()
      isChanged = true
      return removed
    },
    search(query, limit, { filter } = {}) {
      if (!Number.isSafeInteger(limit) || limit < 1)
        throw new ArgumentError(`bm25: limit is ${limit}. Give a whole number of at least 1.`, { limit })
      if (isChanged) takeOverChanges()
      let count = 0
      for (const term of tokenize(query)) {
        const posting = postings[termNumbers.get(term) ?? -1]
        if (posting === undefined) continue
        const holding = ids.length === places.size ? posting.length / 2 : countKept(posting, saturation)
        count = addScores(posting, { rarity: rarity(holding, places.size), saturation, scores, touched, count })
      }
      try {
        const all = touched.subarray(0, count)
        const found = filter === undefined ? all : all.filter(place => filter(ids[place]!))
        return bestDocuments(found, scores, limit).map(place => ({ key: ids[place]!, score: scores[place]! }))
      } finally {
        for (let i = 0; i < count; i++) scores[touched[i]!] = 0
      }
    },
  }
}

function entryOf(id: string, terms: readonly string[], termNumbers: Map<string, number>): Entry {
  const frequencies = new Map<number, number>()
  for (const term of terms) {
    let number = termNumbers.get(term)
    if (number === undefined) termNumbers.set(term, (number = termNumbers.size))
    frequencies.set(number, (frequencies.get(number) ?? 0) + 1)
  }
  const flat = new Uint32Array(2 * frequencies.size)
  let end = 0
  for (const [number, frequency] of frequencies) {
    flat[end++] = number
    flat[end++] = frequency
  }
  return { id, length: terms.length, terms: flat }
}

function rarity(holding: number, documents: number): number {
  return Math.log(1 + (documents - holding + 0.5) / (holding + 0.5))
}
