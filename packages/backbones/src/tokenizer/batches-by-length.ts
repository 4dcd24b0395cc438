import { requireKnownOptions } from '@towerkit/core'
/** How texts are put into batches. */
export interface BatchesByLengthOptions {
  /**
   * Most tokens of a batch, padding included; a longer text is a batch of its own. Default 1024: enough to fill a core,
   * few enough for its cache.
   */
  readonly budget?: number
  /** Only texts of one length in a batch, so that there is no padding. Default false. */
  readonly even?: boolean
}

/**
 * Puts texts into batches of similar length, shorter ones first, so that little of a batch is padding.
 *
 * @param lengths Tokens of each text.
 * @returns Indices into `lengths`, batch by batch.
 *
 * @example
 * for (const batch of batchesByLength(rows.map(({ length }) => length)))
 *   await run(
 *     pad(
 *       batch.map(index => rows[index]!),
 *       { padId },
 *     ),
 *   )
 */
export function batchesByLength(lengths: readonly number[], options: BatchesByLengthOptions = {}): number[][] {
  const { budget = 1024, even = false } = requireKnownOptions('batchesByLength', options, { budget: true, even: true })
  const order = Array.from(lengths.keys()).sort((a, b) => lengths[a]! - lengths[b]! || a - b)
  const batches: number[][] = []
  let current: number[] = []
  for (const index of order) {
    // Ascending lengths: the text at hand is the longest of its batch.
    const length = lengths[index]!
    if (current.length > 0 && ((current.length + 1) * length > budget || (even && length !== lengths[current[0]!]))) {
      batches.push(current)
      current = []
    }
    current.push(index)
  }
  if (current.length > 0) batches.push(current)
  return batches
}
