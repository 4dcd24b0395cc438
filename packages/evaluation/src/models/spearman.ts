import { DataError } from '@towerkit/core'
import { pearson } from './pearson.ts'
import { requireNumbers } from './require-numbers.ts'

/**
 * Spearman's correlation: Pearson's of the ranks, where equal numbers share their mean rank.
 *
 * @returns from -1 to 1; NaN if all numbers of one side are equal.
 * @throws {DataError} as `pearson`.
 *
 * @example
 * spearman([1, 2, 3], [2, 4, 400]) // 1
 */
export function spearman(x: readonly number[], y: readonly number[]): number {
  requireNumbers('spearman', x, y)
  return pearson(ranks(x), ranks(y))
}

function ranks(values: readonly number[]): number[] {
  if (!values.every(Number.isFinite)) throw new DataError('spearman: a number is not finite. Give finite numbers.')
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const result = new Array<number>(values.length)
  for (let start = 0; start < order.length; ) {
    let end = start
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++
    for (let i = start; i < end; i++) result[order[i]!] = (start + end + 1) / 2
    start = end
  }
  return result
}
