import type { Piece } from '../normalize/normalizer.ts'
import type { Match } from '../pattern/matches-of.ts'

/** Splits a normalised text into the pieces that the model sees one by one. */
export type Splitter = (pieces: readonly Piece[]) => readonly Piece[]

/** A splitter that looks at each piece for itself. */
export function eachPiece(split: (piece: Piece) => readonly Piece[]): Splitter {
  return pieces => pieces.flatMap(split)
}

/** The matches of single characters. */
export function charactersOf(text: string, matches: (codePoint: number) => boolean): Match[] {
  const result: Match[] = []
  let previous = 0
  for (let at = 0; at < text.length; ) {
    const codePoint = text.codePointAt(at)!
    const end = at + (codePoint > 0xffff ? 2 : 1)
    if (matches(codePoint)) {
      if (previous < at) result.push({ start: previous, end: at, matched: false })
      result.push({ start: at, end, matched: true })
      previous = end
    }
    at = end
  }
  if (previous < text.length) result.push({ start: previous, end: text.length, matched: false })
  return result
}
