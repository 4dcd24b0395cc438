/** A step of a reader who goes down a ranking. */
interface Step {
  /** From 1. */
  readonly rank: number
  readonly gain: number
  /** Of this document and all before it. */
  readonly total: number
}

/**
 * Gain per document of a reader who continues from each rank with a probability: sum_i w_i g_i, where w_i is
 * proportional to the probability of reaching rank i. The ranking counts as 1,000 documents long, as in cwl_eval.
 *
 * @see Moffat, Bailey, Scholer and Thomas, Incorporating user expectations and behavior into the measurement of search
 *   effectiveness, TOIS 2017
 */
export function expectedGain(gains: readonly number[], goesOn: (step: Step) => number): number {
  let reached = 1
  let weights = 0
  let sum = 0
  let total = 0
  for (let rank = 1; rank <= depth && reached > 0; rank++) {
    const gain = gains[rank - 1] ?? 0
    total += gain
    weights += reached
    sum += reached * gain
    reached *= goesOn({ rank, gain, total })
  }
  return sum / weights
}

const depth = 1000

/** Relevance as gain: `min_rel` and below, and documents that are not judged, are 0, `max_rel` and above are 1. */
export function scaledGains(
  ranked: readonly number[],
  { min_rel, max_rel }: { readonly min_rel: number; readonly max_rel: number },
): number[] {
  return ranked.map(relevance =>
    relevance === -Infinity ? 0 : (Math.min(Math.max(relevance, 0, min_rel), max_rel) - min_rel) / (max_rel - min_rel),
  )
}
