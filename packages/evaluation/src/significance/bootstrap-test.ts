/**
 * The bootstrap test of "both systems are the same", by shifting: how often the mean of a resample lies at least as far
 * from the mean difference as 0 does. Two-sided; p = (1 + count) / (1 + samples), which is never 0.
 *
 * @param means Means of the resamples.
 * @param difference Mean difference that was seen.
 * @see Smucker, Allan and Carterette, A comparison of statistical significance tests for information retrieval
 *   evaluation, CIKM 2007, section 2.4
 */
export function bootstrapTest(means: Float64Array, difference: number): number {
  const threshold = Math.abs(difference) * (1 - 1e-12)
  let count = 0
  for (const mean of means) if (Math.abs(mean - difference) >= threshold) count++
  return (1 + count) / (1 + means.length)
}
