import { keepMoved, type Postings } from './postings.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A document, its words numbered. */
export interface Entry {
  readonly id: string
  readonly words: Uint32Array
}

/** The documents of an index, each at a position, and the documents of each term. */
export interface StoredDocuments {
  /** Documents that are there. */
  readonly size: number
  /** Number of positions, including those of removed documents. */
  readonly places: number
  /** Terms of all documents together. */
  readonly totalLength: number
  /** Id of the document at a position, undefined if it was removed. */
  idAt(place: number): string | undefined
  placeOf(id: string): number | undefined
  /** Number of terms of the document at a position. */
  lengthAt(place: number): number
  /** The words of the document at a position, in order. */
  wordsAt(place: number): Uint32Array
  /** Which documents hold a term; those that were removed may still be in it. */
  postings(term: number): Postings | undefined
  insert(entry: Entry): void
  /** @returns whether it was there. */
  remove(id: string): boolean
  /** Forgets removed documents once they are many, and the words that no document has any more. */
  compact(): void
}

/** Share of positions, beyond a small number, that removed documents may hold before they are dropped. */
const removedShare = 0.2
const fewPlaces = 64

/** Makes an empty store. */
export function storedDocuments(words: Vocabulary): StoredDocuments {
  const placeOf = new Map<string, number>()
  let ids: (string | undefined)[] = []
  let lengths: number[] = []
  let sequences: Uint32Array[] = []
  let postings: Postings[] = []
  let totalLength = 0

  return {
    get size() {
      return placeOf.size
    },
    get places() {
      return ids.length
    },
    get totalLength() {
      return totalLength
    },
    idAt: place => ids[place],
    placeOf: id => placeOf.get(id),
    lengthAt: place => lengths[place]!,
    wordsAt: place => sequences[place]!,
    postings: term => postings[term],
    insert({ id, words: sequence }) {
      const place = ids.push(id) - 1
      placeOf.set(id, place)
      sequences.push(sequence)
      let length = 0
      for (const word of sequence) {
        words.count(word, 1)
        const term = words.termOf(word)
        if (term < 0) continue
        length++
        const posting = (postings[term] ??= [])
        // The terms of one document come one after the other, so that its entry is the last.
        if (posting[posting.length - 2] === place) posting[posting.length - 1]!++
        else posting.push(place, 1)
      }
      lengths.push(length)
      totalLength += length
    },
    remove(id) {
      const place = placeOf.get(id)
      if (place === undefined) return false
      totalLength -= lengths[place]!
      for (const word of sequences[place]!) words.count(word, -1)
      ids[place] = undefined
      sequences[place] = new Uint32Array(0)
      return placeOf.delete(id)
    },
    compact() {
      if (ids.length - placeOf.size <= fewPlaces + removedShare * ids.length) return
      const moved = new Int32Array(ids.length).fill(-1)
      let count = 0
      for (const [place, id] of ids.entries()) if (id !== undefined) moved[place] = count++
      const isKept = (_: unknown, place: number) => moved[place] !== -1
      lengths = lengths.filter(isKept)
      sequences = sequences.filter(isKept)
      ids = ids.filter(isKept)
      for (const [place, id] of ids.entries()) placeOf.set(id!, place)
      const renumbered = words.compact()
      for (const sequence of sequences)
        for (const [i, word] of sequence.entries()) sequence[i] = renumbered.words[word]!
      const kept: Postings[] = []
      for (const [term, number] of renumbered.terms.entries()) {
        if (number === -1) continue
        keepMoved(postings[term]!, moved)
        kept[number] = postings[term]!
      }
      postings = kept
    },
  }
}
