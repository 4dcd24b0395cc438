import {
  ArgumentError,
  DataError,
  requireInputs,
  requireKnownOptions,
  type Hit,
  type InputList,
  type SearchOptions,
} from '@towerkit/core'
import { englishTokens } from '../words/english-tokens.ts'
import { wordFunctions } from '../words/word-functions.ts'
import { addAskedWord } from './add-asked-word.ts'
import type { Bm25Options } from './bm25-options.ts'
import type { ParsedQuery } from './parse-query.ts'
import { queryParts, type QueryOptions } from './query-parts.ts'
import { scoreboard, type AddTerm } from './scoreboard.ts'
import { storedDocuments, type Entry } from './stored-documents.ts'
import { vocabulary } from './vocabulary.ts'

/** One document to index. */
export interface TextDocument {
  readonly id: string
  readonly text: string
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
  remove(ids: InputList<string>): number
  /**
   * @param query A text, whose signs mean nothing; or what `parseQuery` makes of it: then the words of a phrase must
   *   stand so in a document, and documents with what is excluded are left out. A phrase is scored as one word.
   * @param options.filter Keeps only ids for which it returns true. It does not change scores.
   * @param options.prefix The last word may be the beginning of one. Default false.
   * @param options.typos Words that no document has may be mistyped. Default false.
   * @returns the best `limit` documents that share a term with the query, best first; equal scores in order of
   *   indexing.
   * @throws {ArgumentError} if the limit is not a whole number of at least 1.
   */
  search(query: string | ParsedQuery, limit: number, options?: Pick<SearchOptions, 'filter'> & QueryOptions): Hit[]
  /**
   * What the phrases and exclusions of a query ask of a document, for hits that were found otherwise, as by vectors.
   *
   * @returns whether the document with an id fulfils it; undefined if the query has neither.
   */
  condition(query: ParsedQuery): ((id: string) => boolean) | undefined
}

const searchOptions = { filter: true, prefix: true, typos: true } as const
/**
 * Makes an empty index for BM25, whose documents can be added, replaced and removed. Lucene's formula: a document
 * scores
 *
 * sum over query terms t of ln(1 + (N - df_t + 0.5) / (df_t + 0.5)) * tf_t / (tf_t + k1 * (1 - b + b * length / mean
 * length))
 *
 * with N documents of which df_t hold t, and tf_t times t in this one. After any additions and removals, the scores are
 * those of an index built from scratch from the same documents. A query word that documents write with other accents
 * matches each spelling; several terms for one word are counted as one.
 *
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * const index = bm25Index()
 * index.add([{ id: 'a', text: 'watch a file' }, { id: 'b', text: 'read a file' }])
 * index.search('watching files', 1) // [{ key: 'a', score: 0.4... }]
 * index.search(parseQuery('"a file" -read'), 10) // only a
 *
 * @see Robertson and Zaragoza, The probabilistic relevance framework: BM25 and beyond, 2009
 * @see Kamphuis et al., Which BM25 do you mean?, ECIR 2020, "Lucene (accurate)" and "Lucene (default)"
 */
export function bm25Index(options: Bm25Options = {}): Bm25Index {
  const known = { k1: true, b: true, tokenize: true, lengths: true } as const
  const {
    k1 = 1.2,
    b = 0.75,
    tokenize = englishTokens(),
    lengths = 'exact',
  } = requireKnownOptions('bm25', options, known)
  if (!(k1 >= 0 && k1 < Infinity))
    throw new ArgumentError(`bm25: k1 is ${k1}. Give a finite number of at least 0.`, { k1 })
  if (!(b >= 0 && b <= 1)) throw new ArgumentError(`bm25: b is ${b}. Give a number from 0 to 1.`, { b })
  if (lengths !== 'exact' && lengths !== 'lucene')
    throw new ArgumentError(`bm25: lengths is "${lengths}". Give exact or lucene.`, { lengths })
  const { wordsOf, queryWordsOf } = wordFunctions(tokenize)
  const words = vocabulary()
  const documents = storedDocuments(words)
  const board = scoreboard(documents, { k1, b, lengths })
  const partsOf = (query: string | ParsedQuery, options: QueryOptions) =>
    queryParts(query, options, { documents, vocabulary: words, wordsOf: queryWordsOf })

  return {
    get size() {
      return documents.size
    },
    add(added) {
      requireInputs('bm25', added, 'documents')
      const entries = new Map<string, Entry>()
      for (const { id, text } of added) {
        if (typeof id !== 'string' || typeof text !== 'string')
          throw new DataError(
            `bm25: a document has an id of type ${typeof id} and a text of type ${typeof text}. Give strings.`,
            { id },
          )
        if (entries.has(id)) throw new DataError(`bm25: document "${id}" comes twice. Give each id once.`, { id })
        entries.set(id, { id, words: new Uint32Array(wordsOf(text).map(words.numberOf)) })
      }
      for (const entry of entries.values()) {
        documents.remove(entry.id)
        documents.insert(entry)
      }
      documents.compact()
      board.changed()
    },
    remove(ids) {
      requireInputs('remove', ids, 'ids')
      let removed = 0
      for (const id of ids) if (documents.remove(id)) removed++
      documents.compact()
      board.changed()
      return removed
    },
    search(query, limit, given = {}) {
      if (typeof query !== 'string' && typeof query?.words !== 'string')
        throw new ArgumentError(`bm25: the query is ${query === null ? 'null' : typeof query}. Give a string.`)
      const { filter, ...options } = requireKnownOptions('search', given, searchOptions)
      if (!Number.isSafeInteger(limit) || limit < 1)
        throw new ArgumentError(`bm25: limit is ${limit}. Give a whole number of at least 1.`, { limit })
      const { words: asked, phrases, allows } = partsOf(query, options)
      const addTerms = (add: AddTerm) => {
        for (const word of asked) addAskedWord(word, add, documents)
        for (const phrase of phrases) add(phrase)
      }
      const passes = filter && ((place: number) => filter(documents.idAt(place)!))
      const keep = passes && allows ? (place: number) => allows(place) && passes(place) : (passes ?? allows)
      return board.best(addTerms, { limit, keep }).map(({ place, score }) => ({ key: documents.idAt(place)!, score }))
    },
    condition(query) {
      const { allows } = partsOf(query, {})
      if (allows === undefined) return undefined
      return id => {
        const place = documents.placeOf(id)
        return place !== undefined && allows(place)
      }
    },
  }
}
