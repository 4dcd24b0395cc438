/**
 * Whether a letter more, a letter less, another letter, or two neighbours in the wrong order make one text of another.
 * Letters are UTF-16 units.
 *
 * @see Damerau, A technique for computer detection and correction of spelling errors, CACM 1964
 */
export function isOneErrorFrom(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const left = a.length - start - end
  const right = b.length - start - end
  if (left <= 1 && right <= 1) return true
  return left === 2 && right === 2 && a[start] === b[start + 1] && a[start + 1] === b[start]
}
