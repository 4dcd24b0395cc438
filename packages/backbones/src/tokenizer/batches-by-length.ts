/** Tokens, padding included, of one run: enough to fill two cores, small enough for the cache. */
const tokensPerBatch = 4096

/**
 * Indices of rows in batches of similar length, whose padded tokens stay within the budget, shorter rows first.
 *
 * @param lengths In tokens.
 * @param budget Tokens of a batch, padding included. Default 4,096.
 *
 * @example
 * for (const batch of batchesByLength(rows.map(({ length }) => length))) await run(pad(batch.map(index => rows[index]!), { padId }))
 */
export function batchesByLength(lengths: readonly number[], budget: number = tokensPerBatch): number[][] {
  const order = Array.from(lengths.keys()).sort((a, b) => lengths[a]! - lengths[b]! || a - b)
  const batches: number[][] = []
  let current: number[] = []
  for (const index of order) {
    // Ascending lengths: the row at hand is the longest of its batch.
    if (current.length > 0 && (current.length + 1) * lengths[index]! > budget) {
      batches.push(current)
      current = []
    }
    current.push(index)
  }
  if (current.length > 0) batches.push(current)
  return batches
}
