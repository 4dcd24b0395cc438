import { ArgumentError, DataError } from '@towerkit/core'
import type { MiningQuery } from './mine-hard-negatives.ts'
import { requireRules, type NegativeRules } from './negative-rules.ts'

interface CheckedOptions extends NegativeRules {
  readonly documents: ReadonlyMap<string, unknown>
  readonly count: number
  readonly ranks: readonly [from: number, to: number]
}

/**
 * @throws {ArgumentError} for settings that make no sense; {DataError} if a positive is missing or not among the
 *   documents.
 */
export function requireMiningOptions(queries: readonly MiningQuery<unknown>[], options: CheckedOptions): void {
  const {
    documents,
    count,
    ranks: [from, to],
  } = options
  if (!Number.isInteger(count) || count < 1)
    throw new ArgumentError(`mineHardNegatives: count is ${count}. Give a whole number of at least 1.`, { count })
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to - from < count) {
    throw new ArgumentError(
      `mineHardNegatives: ranks from ${from} to ${to} do not hold ${count} negatives. Give whole numbers, at ` +
        `least ${count} apart.`,
      { from, to, count },
    )
  }
  requireRules(options)
  for (const { query, positives } of queries) {
    if (positives.length === 0)
      throw new DataError(`mineHardNegatives: the query ${JSON.stringify(query)} has no positive. Leave it out.`, {
        query,
      })
    const missing = positives.find(key => !documents.has(key))
    if (missing !== undefined)
      throw new DataError(
        `mineHardNegatives: the positive "${missing}" is not among the ${documents.size} documents. Give all ` +
          'documents.',
        { key: missing },
      )
  }
}
