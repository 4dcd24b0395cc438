import { DataError } from '@towerkit/core'

/**
 * Pearson's correlation: sum (x_i - mean x)(y_i - mean y) / sqrt(sum (x_i - mean x)^2 * sum (y_i - mean y)^2).
 *
 * @returns from -1 to 1; NaN if all numbers of one side are equal, for which it is not defined.
 * @throws {DataError} if the sides have other lengths, fewer than two numbers, or one that is not finite.
 *
 * @example
 * pearson([1, 2, 3], [2, 4, 7]) // 0.9933...
 */
export function pearson(x: readonly number[], y: readonly number[]): number {
  if (x.length !== y.length || x.length < 2) throw new DataError(`pearson: ${x.length} and ${y.length} numbers. Give two or more pairs.`, { first: x.length, second: y.length })
  if (![...x, ...y].every(Number.isFinite)) throw new DataError('pearson: a number is not finite. Give finite numbers.')
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanX, meanY] = [mean(x), mean(y)]
  let [xy, xx, yy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [x[i]! - meanX, y[i]! - meanY]
    xy += a * b
    xx += a * a
    yy += b * b
  }
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)))
}

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
  return pearson(ranks(x), ranks(y))
}

function ranks(values: readonly number[]): number[] {
  if (!values.every(Number.isFinite)) throw new DataError('spearman: a number is not finite. Give finite numbers.')
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const result = new Array<number>(values.length)
  for (let start = 0; start < order.length;) {
    let end = start
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++
    for (let i = start; i < end; i++) result[order[i]!] = (start + end + 1) / 2
    start = end
  }
  return result
}
