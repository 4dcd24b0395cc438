import { add, cast, cumSum, equal, mul, not, type Value } from '@towerkit/graph'

/**
 * Positions counted without padding, as fairseq does: tokens get padding + 1, padding + 2, ..., padding itself
 * `padding`.
 *
 * @param ids int64 [batch, sequence]
 * @returns As `ids`.
 */
export function paddedPositions(ids: Value, padding: number): Value {
  const counted = cast(not(equal(ids, padding)), 'int64')
  return add(mul(cumSum(counted, 1), counted), padding)
}
