/**
 * The known name that an unknown one was most likely meant to be: the one with the fewest edits (a letter inserted,
 * deleted, replaced, or two neighbours swapped), regardless of case.
 *
 * @returns undefined if none is near: if more than a third of the letters would have to change, and more than one.
 *
 * @example
 * nearestName('dimension', ['metric', 'dimensions']) // 'dimensions'
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let nearest: string | undefined
  let fewest = Infinity
  for (const each of known) {
    const edits = editDistance(name.toLowerCase(), each.toLowerCase())
    if (edits >= fewest || edits > Math.max(1, Math.floor(Math.max(name.length, each.length) / 3))) continue
    nearest = each
    fewest = edits
  }
  return nearest
}

/** Optimal string alignment, row by row. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const exchanged = last[j - 1]! + Number(a[i - 1] !== b[j - 1])
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, exchanged)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) row[j] = Math.min(row[j]!, beforeLast[j - 2]! + 1)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
