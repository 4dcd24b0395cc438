import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { unspacedScripts } from './words/unspaced-scripts.ts'

/** Where a passage starts and ends in its text, in UTF-16 units as `slice` counts them. */
export type PassageRange = readonly [start: number, end: number]

/** How texts are cut. */
export interface CutPassagesOptions {
  /** Words of a passage, at least 1. Only a sentence that is longer itself is cut. Default 120. */
  readonly words?: number
  /** Words at the end of a passage that the next one begins with, as whole sentences. Default 20. */
  readonly overlap?: number
}

interface Piece {
  readonly start: number
  readonly end: number
  readonly words: number
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })

/**
 * Longer lines are cut here, between words if they can be, before the segmenter sees them: its time grows with them.
 */
const longestLine = 10_000

/**
 * Cuts a text into passages of whole sentences or lines, which overlap. Blank passages are left out, but a text has at
 * least one. For passages that readers see, whatever the model; `encodeChunks` of text-encoder fills the window of one
 * model, counting its tokens, and so may cut within a sentence.
 *
 * @returns where they start and end, in order.
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * cutPassages(text).map(([start, end]) => text.slice(start, end))
 */
export function cutPassages(text: string, options: CutPassagesOptions = {}): PassageRange[] {
  const { words = 120, overlap = 20 } = requireKnownOptions<CutPassagesOptions>('cutPassages', options, {
    words: true,
    overlap: true,
  })
  if (typeof text !== 'string') throw new ArgumentError(`cutPassages: the text is ${typeof text}. Give a string.`)
  if (!Number.isSafeInteger(words) || words < 1)
    throw new ArgumentError(`cutPassages: words is ${words}. Give a whole number of at least 1.`, { words })
  if (!Number.isSafeInteger(overlap) || overlap < 0)
    throw new ArgumentError(`cutPassages: overlap is ${overlap}. Give a whole number of at least 0.`, { overlap })
  const passages: PassageRange[] = []
  let open: Piece[] = []
  let isNew = false
  const close = () => {
    if (isNew) passages.push([open[0]!.start, open.at(-1)!.end])
    isNew = false
  }
  for (const sentence of sentencesOf(text)) {
    for (const piece of shorter(text, sentence, words)) {
      if (open.length > 0 && countOf(open) + piece.words > words) {
        close()
        open = lastOf(open, Math.min(overlap, words - piece.words))
      }
      open.push(piece)
      isNew = true
    }
  }
  close()
  return passages.length === 0 ? [[0, text.length]] : passages
}

/** Sentences and lines that hold a word. */
function* sentencesOf(text: string): Generator<Piece> {
  for (const { 0: line, index } of text.matchAll(
    new RegExp(`[^\\n]{1,${longestLine}}(?!\\S)|[^\\n]{1,${longestLine}}`, 'g'),
  )) {
    for (const { segment, index: within } of sentences.segment(line)) {
      const start = index + within
      const words = wordsOf(segment).length
      if (words > 0) yield { start, end: start + segment.trimEnd().length, words }
    }
  }
}

/** The piece, or parts of it with at most `most` words. */
function shorter(text: string, piece: Piece, most: number): Piece[] {
  if (piece.words <= most) return [piece]
  const matches = wordsOf(text.slice(piece.start, piece.end))
  return Array.from({ length: Math.ceil(matches.length / most) }, (_, i) => {
    const part = matches.slice(i * most, (i + 1) * most)
    const last = part.at(-1)!
    return { start: piece.start + part[0]!.index, end: piece.start + last.index + last[0].length, words: part.length }
  })
}

/** The last whole pieces with at most `most` words. */
function lastOf(pieces: readonly Piece[], most: number): Piece[] {
  let count = 0
  let first = pieces.length
  while (first > 0 && count + pieces[first - 1]!.words <= most) count += pieces[--first]!.words
  return pieces.slice(first)
}

function countOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { words }) => sum + words, 0)
}

/** Words, and characters of scripts without spaces, with their marks. */
function wordsOf(text: string): RegExpExecArray[] {
  return [...text.matchAll(wordsOrCharacters)]
}

const wordsOrCharacters = new RegExp(
  `(?=[${unspacedScripts}])[\\p{L}\\p{N}]\\p{M}*|(?:(?![${unspacedScripts}])[\\p{L}\\p{N}\\p{M}_])+`,
  'gu',
)
