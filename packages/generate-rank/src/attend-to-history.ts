import {
  add,
  concat,
  greater,
  matmul,
  mul,
  paddingMask,
  range,
  reduceSum,
  reshape,
  slice,
  softmax,
  transpose,
  where,
  type AttentionHeads,
  type Value,
} from '@towerkit/graph'

/** What candidates may see. */
export interface VisibleHistory {
  /** int64 [batch, length], 0 for padding. */
  readonly mask: Value
  /** int64 [batch, candidates]: the last position of the history that each candidate sees. */
  readonly seesUpTo: Value
}

/**
 * Attention of candidates to a history and to themselves, decomposed: the block of candidates by candidates is a
 * diagonal and is never computed, so that B candidates over L events cost B·L + B scores in place of (B + L)².
 *
 *   o_c = softmax([q_c·Kᵀ ; q_c·k_c] / √width) · [V ; v_c]
 *
 * @param candidates [batch, heads, candidates, width of a head] each.
 * @param history [batch, heads, length, width of a head] each; its query is not used.
 * @returns [batch, heads, candidates, width of a head]
 *
 * @see GRank, arXiv 2510.15299, decomposed causal self-attention.
 */
export function attendToHistory(
  candidates: AttentionHeads,
  history: Pick<AttentionHeads, 'key' | 'value'>,
  { mask, seesUpTo }: VisibleHistory,
): Value {
  const { graph, dtype } = candidates.query
  const [batch, , count, width] = candidates.query.shape
  const length = history.key.shape[2]!
  const query = mul(candidates.query, 1 / Math.sqrt(width as number))
  const later = greater(range(graph, length), reshape(seesUpTo, [batch!, 1, count!, 1]))
  const hidden = where(later, graph.constant(-1e4, dtype), graph.constant(0, dtype))
  const toHistory = add(add(matmul(query, transpose(history.key)), hidden), paddingMask(mask, dtype))
  const toSelf = reduceSum(mul(query, candidates.key), [-1], { keepDimensions: true })
  const weights = softmax(concat([toHistory, toSelf], -1))
  const ofHistory = matmul(slice(weights, { axis: -1, end: length }), history.value)
  return add(ofHistory, mul(slice(weights, { axis: -1, start: length }), candidates.value))
}
