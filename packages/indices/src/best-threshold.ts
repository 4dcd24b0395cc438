/** The `limit`-th best of the scores seen so far. */
export interface BestThreshold {
  /** No higher than the `limit`-th best score; -Infinity until there are so many. Rises now and then. */
  value(): number
  offer(score: number): void
}

/**
 * Collects scores in a buffer that is sorted whenever it is full: for thousands of results several times as fast as a
 * heap, in which each change touches a dozen entries.
 */
export function bestThreshold(limit: number): BestThreshold {
  const buffer = new Float64Array(2 * limit + 32)
  let size = 0
  let threshold = -Infinity
  return {
    value: () => threshold,
    offer(score) {
      if (score <= threshold) return
      buffer[size++] = score
      if (size < buffer.length && (size !== limit || threshold !== -Infinity)) return
      buffer.subarray(0, size).sort()
      buffer.copyWithin(0, size - limit, size)
      size = limit
      threshold = buffer[0]!
    },
  }
}
