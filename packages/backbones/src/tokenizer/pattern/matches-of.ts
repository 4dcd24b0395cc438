/** A stretch of a text, and whether the pattern matches it. */
export interface Match {
  readonly start: number
  readonly end: number
  readonly matched: boolean
}

/**
 * Splits a text into matches and the text between them, as the reference does: no empty match right after another one,
 * and none in an empty text.
 *
 * @param pattern With the flag `g`.
 */
export function matchesOf(pattern: RegExp, text: string): Match[] {
  const matches: Match[] = []
  if (text === '') return matches
  let previous = 0
  let last = -1
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const start = match.index
    const end = start + match[0].length
    if (start === end) {
      // Between the halves of a character nothing stands on either side, for which an assertion may have looked.
      if (isInside(text, start)) {
        pattern.lastIndex = start + 1
        continue
      }
      pattern.lastIndex = end + (text.codePointAt(end)! > 0xffff ? 2 : 1)
      if (last === end) {
        if (pattern.lastIndex > text.length) break
        continue
      }
    }
    if (previous !== start) matches.push({ start: previous, end: start, matched: false })
    matches.push({ start, end, matched: true })
    previous = end
    last = end
    if (pattern.lastIndex > text.length) break
  }
  if (previous !== text.length) matches.push({ start: previous, end: text.length, matched: false })
  return matches
}

/** Whether an offset lies between the two halves of a surrogate pair. */
function isInside(text: string, at: number): boolean {
  return at > 0 && at < text.length && text.codePointAt(at - 1)! > 0xffff
}
