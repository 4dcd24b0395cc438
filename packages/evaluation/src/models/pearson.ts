import { DataError } from '@towerkit/core'
import { requireNumbers } from './require-numbers.ts'

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
  requireNumbers('pearson', x, y)
  if (x.length !== y.length || x.length < 2)
    throw new DataError(`pearson: ${x.length} and ${y.length} numbers. Give two or more pairs.`, {
      first: x.length,
      second: y.length,
    })
  if (![...x, ...y].every(Number.isFinite)) throw new DataError('pearson: a number is not finite. Give finite numbers.')
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const meanX = mean(x)
  const meanY = mean(y)
  let xy = 0
  let xx = 0
  let yy = 0
  for (let i = 0; i < x.length; i++) {
    const a = x[i]! - meanX
    const b = y[i]! - meanY
    xy += a * b
    xx += a * a
    yy += b * b
  }
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)))
}
