import { bestDocuments } from './best-documents.ts'
import { luceneLength } from './lucene-length.ts'
import { addScores, countKept, type Postings } from './postings.ts'
import type { StoredDocuments } from './stored-documents.ts'

/** The numbers of BM25. */
export interface ScoringOptions {
  readonly k1: number
  readonly b: number
  readonly lengths: 'exact' | 'lucene'
}

/** Adds what a term gives to its documents, weighted. */
export type AddTerm = (postings: Postings, weight?: number) => void

/** Scores documents, one search after the other. */
export interface Scoreboard {
  /** To be called after documents have changed. */
  changed(): void
  /**
   * @param addTerms Adds the terms of a query.
   * @param options.keep Whether a position may be found; undefined if all may.
   * @returns positions and scores of the best, best first; equal scores by lower position first.
   */
  best(
    addTerms: (add: AddTerm) => void,
    options: { readonly limit: number; readonly keep: ((place: number) => boolean) | undefined },
  ): { readonly place: number; readonly score: number }[]
}

/** Makes the scoreboard of an index. */
export function scoreboard(documents: StoredDocuments, { k1, b, lengths }: ScoringOptions): Scoreboard {
  /** k1 * (1 - b + b * length / mean length) for each position, and Infinity for a removed one. */
  let saturation = new Float64Array(0)
  let isChanged = true
  /**
   * Reused from search to search, to spare the garbage collector: scores, all 0 between two searches, and the positions
   * that have one.
   */
  let scores = new Float64Array(0)
  let touched = new Uint32Array(0)

  const takeOverChanges = (): void => {
    const meanLength = documents.totalLength / documents.size
    const stored = lengths === 'lucene' ? luceneLength : (length: number) => length
    if (scores.length < documents.places) {
      const room = documents.places * 2
      scores = new Float64Array(room)
      touched = new Uint32Array(room)
      saturation = new Float64Array(room)
    }
    for (let place = 0; place < documents.places; place++) {
      saturation[place] =
        documents.idAt(place) === undefined
          ? Infinity
          : k1 * (1 - b + (meanLength === 0 ? 0 : (b * stored(documents.lengthAt(place))) / meanLength))
    }
    isChanged = false
  }

  return {
    changed() {
      isChanged = true
    },
    best(addTerms, { limit, keep }) {
      if (isChanged) takeOverChanges()
      let count = 0
      addTerms((postings, weight = 1) => {
        const holding = documents.places === documents.size ? postings.length / 2 : countKept(postings, saturation)
        const rarity = weight * Math.log(1 + (documents.size - holding + 0.5) / (holding + 0.5))
        count = addScores(postings, { rarity, saturation, scores, touched, count })
      })
      try {
        const all = touched.subarray(0, count)
        const found = keep === undefined ? all : all.filter(place => keep(place))
        return bestDocuments(found, scores, limit).map(place => ({ place, score: scores[place]! }))
      } finally {
        for (let i = 0; i < count; i++) scores[touched[i]!] = 0
      }
    },
  }
}
