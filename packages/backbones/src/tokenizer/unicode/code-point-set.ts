/** Whether a code point belongs to a set. */
export type CodePointSet = (codePoint: number) => boolean

/**
 * A set of code points with fast lookup.
 *
 * @param ranges Gaps and lengths of its ranges in base 36, as in `referenceTables`.
 */
export function codePointSet(ranges: string): CodePointSet {
  const bounds = codePointRanges(ranges)
  const basic = new Uint8Array(0x10000)
  for (const [start, end] of bounds) basic.fill(1, start, Math.min(end, 0x10000))
  const beyond = bounds.filter(([, end]) => end > 0x10000)
  return codePoint => {
    if (codePoint < 0x10000) return basic[codePoint] === 1
    let low = 0
    let high = beyond.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (beyond[middle]![1] <= codePoint) low = middle + 1
      else high = middle
    }
    return low < beyond.length && beyond[low]![0] <= codePoint
  }
}

/** The inside of a character class of a regular expression, for the same ranges. */
export function codePointClass(ranges: string): string {
  const escaped = (codePoint: number) => `\\u{${codePoint.toString(16)}}`
  return codePointRanges(ranges)
    .map(([start, end]) => (end === start + 1 ? escaped(start) : `${escaped(start)}-${escaped(end - 1)}`))
    .join('')
}

/** Start and end, the end not included. */
function codePointRanges(ranges: string): [number, number][] {
  const numbers = ranges.trim().split(/\s+/)
  const result: [number, number][] = []
  let end = 0
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    const start = end + parseInt(numbers[at]!, 36)
    end = start + parseInt(numbers[at + 1]!, 36)
    result.push([start, end])
  }
  return result
}
