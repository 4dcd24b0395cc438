/** How many of the first `cutoff` documents have a relevance of at least `rel`. */
export function relevantCount(relevances: readonly number[], rel: number, cutoff = Infinity): number {
  const length = Math.min(relevances.length, cutoff)
  let count = 0
  for (let i = 0; i < length; i++) if (relevances[i]! >= rel) count++
  return count
}
