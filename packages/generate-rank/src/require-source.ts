import { ArgumentError } from '@towerkit/core'
import type { RecommenderConfig } from './recommender-config.ts'
import type { ItemSource } from './sequence.ts'

/**
 * Checks that what is known of the items is what the model reads.
 *
 * @returns the sum of its frequencies, which no batch need add up again.
 * @throws {ArgumentError} if there are more items than rows, other numbers of frequencies, or descriptions that the
 *   model would ignore or lacks.
 */
export function requireSource(source: ItemSource, { rows, categories, features }: RecommenderConfig): number {
  const { count, frequencies } = source
  if (!Number.isInteger(count) || count < 1 || count > rows)
    throw new ArgumentError(
      `recommender: ${count} items for a table of ${rows} rows. Give at least 1, at most as many.`,
      {
        count,
        rows,
      },
    )
  let total = 0
  for (let row = 0; row < frequencies.length; row++) total += frequencies[row]!
  if (frequencies.length !== count || !(total > 0 && total < Infinity))
    throw new ArgumentError(
      `recommender: ${frequencies.length} frequencies that sum to ${total}, for ${count} items. Give one number ` +
        'an item, ' +
        'how often it is a target.',
      { frequencies: frequencies.length, total, count },
    )
  for (const [name, given, read] of [
    ['categoriesOf', source.categoriesOf, categories],
    ['featuresOf', source.featuresOf, features],
  ] as const)
    if ((given !== undefined) !== read > 0)
      throw new ArgumentError(
        `recommender: the source has ${given ? 'a' : 'no'} ${name}, and the model reads ${read}. Make both agree.`,
        { name, read },
      )
  return total
}
