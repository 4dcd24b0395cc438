import { ArgumentError } from '@towerkit/core'
import { requireKind } from '../require-kind.ts'

/**
 * Corrects p-values for looking at several comparisons at once, so that all of them together give a false alarm with no
 * more than the chosen probability. With p_(1) <= ... <= p_(m):
 *
 * Bonferroni min(1, m * p); Holm max_{j<=i} min(1, (m - j + 1) * p_(j)), which is never higher
 *
 * @param pValues Each from 0 to 1, in any order.
 * @param method Default 'holm'.
 * @returns the adjusted p-values, in the same order.
 * @throws {ArgumentError} if a p-value is not from 0 to 1, or the method is unknown.
 *
 * @example
 * adjustPValues([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 *
 * @see Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 1979
 */
export function adjustPValues(pValues: readonly number[], method: 'holm' | 'bonferroni' = 'holm'): number[] {
  requireKind('adjustPValues', pValues, { kind: 'an array', name: 'pValues', example: 'an array of numbers' })
  if (method !== 'holm' && method !== 'bonferroni')
    throw new ArgumentError(`adjustPValues: method is "${method}". Give holm or bonferroni.`, { method })
  const wrong = pValues.find(value => !(value >= 0 && value <= 1))
  if (wrong !== undefined)
    throw new ArgumentError(`adjustPValues: a p-value is ${wrong}. Give numbers from 0 to 1.`, { pValue: wrong })
  const count = pValues.length
  if (method === 'bonferroni') return pValues.map(value => Math.min(1, count * value))
  const adjusted = new Array<number>(count)
  let highest = 0
  for (const [rank, place] of pValues
    .map((_, i) => i)
    .sort((a, b) => pValues[a]! - pValues[b]!)
    .entries()) {
    highest = Math.max(highest, Math.min(1, (count - rank) * pValues[place]!))
    adjusted[place] = highest
  }
  return adjusted
}
