import { concat, greater, logSumExp, productOf, reshape, sub, where, type Value } from '@towerkit/graph'
import { requireNumbers } from './pair-distance.ts'
import { requireColumns } from './require-columns.ts'

/** Far below any difference of scores, and finite. */
const ignoredDifference = -1e30

/**
 * ln( 1 + Σ_{yᵢ > yⱼ} e^{sⱼ − sᵢ} ) over the pairs of a batch: what `coSent` and `angle` have in common.
 *
 * @param similarities s, scaled, [batch].
 */
export function rankingBySimilarity(
  loss: string,
  similarities: Value,
  columns: Readonly<Record<string, Value>>,
): Value {
  const {
    graph,
    dtype,
    shape: [batch],
  } = similarities
  const given = requireColumns(loss, columns, ['score'])
  const score = requireNumbers(loss, 'score', { value: given.score, batch: batch! })
  const differences = sub(similarities, reshape(similarities, [batch!, 1]))
  const counted = greater(reshape(score, [batch!, 1]), score)
  const terms = reshape(where(counted, differences, ignoredDifference), [productOf([batch!, batch!])])
  return logSumExp(concat([graph.constant([0], dtype), terms], 0))
}
