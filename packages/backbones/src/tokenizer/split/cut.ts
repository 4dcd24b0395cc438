import type { Piece } from '../normalize/normalizer.ts'
import type { Match } from '../pattern/matches-of.ts'

/** What happens to the matches of the pattern that splits a text. */
export const cutBehaviors = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'] as const
export type CutBehavior = (typeof cutBehaviors)[number]

/** Splits a text at matches; no piece is empty. */
export function cut(piece: Piece, matches: readonly Match[], behavior: CutBehavior): Piece[] {
  const pieces: Piece[] = []
  for (const { start, end, matched } of joined(matches, behavior)) {
    if (start < end && !(matched && behavior === 'Removed')) pieces.push(slice(piece, start, end))
  }
  return pieces
}

/** A part of a piece. */
export function slice({ text, lead }: Piece, start: number, end: number): Piece {
  return { text: text.slice(start, end), lead: lead > start ? Math.min(lead, end) - start : 0 }
}

function joined(matches: readonly Match[], behavior: CutBehavior): readonly Match[] {
  switch (behavior) {
    case 'Removed':
    case 'Isolated':
      return matches
    case 'Contiguous':
      return together(matches, (match, previous) => match.matched === previous)
    case 'MergedWithPrevious':
      return together(matches, (match, previous) => match.matched && !previous)
    case 'MergedWithNext': {
      // From the end to the beginning, a match is joined to what stands behind it.
      const reversed = together([...matches].reverse(), (match, previous) => match.matched && !previous)
      return reversed.reverse()
    }
  }
}

/** Joins stretches to the one before, where `joins` says so; before the first, `previous` is false. */
function together(matches: readonly Match[], joins: (match: Match, previous: boolean) => boolean): Match[] {
  const result: Match[] = []
  let previous = false
  for (const match of matches) {
    const last = result.at(-1)
    if (last !== undefined && joins(match, previous))
      result[result.length - 1] = {
        start: Math.min(last.start, match.start),
        end: Math.max(last.end, match.end),
        matched: false,
      }
    else result.push({ ...match, matched: false })
    previous = match.matched
  }
  return result
}
