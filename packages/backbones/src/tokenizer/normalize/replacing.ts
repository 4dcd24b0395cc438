import { matchesOf } from '../pattern/matches-of.ts'
import type { Normalizer } from './normalizer.ts'

/** Replaces every match with a literal text. */
export function replacing(pattern: RegExp, content: string): Normalizer {
  return piece => {
    const matches = matchesOf(pattern, piece.text).filter(({ matched }) => matched)
    if (matches.length === 0) return piece
    let text = ''
    let kept = 0
    let lead = piece.lead
    for (const { start, end } of matches) {
      // What replaces several characters stands for the last of them.
      if (start === 0) lead = end <= piece.lead ? Math.min(lead, content.length) : 0
      text += piece.text.slice(kept, start) + content
      kept = end
    }
    return { text: text + piece.text.slice(kept), lead }
  }
}
