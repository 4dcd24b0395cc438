import { DataError } from '@towerkit/core'
import type { RecommenderConfig } from './recommender-config.ts'
import type { DescribedItem } from './recommender-server.ts'

/**
 * Checks that an item says what the model reads, and nothing that it would ignore: features that are forgotten give
 * other scores. An item without a row and without a category is allowed: it has the vector 0.
 *
 * @throws {DataError} naming the item and what is wrong.
 */
export function requireDescribed(
  { row, categories = [], features }: DescribedItem,
  item: number,
  { rows, categories: categoryCount, features: featureCount }: RecommenderConfig,
): void {
  const refuse = (fact: string, details: object) =>
    new DataError(`recommender: item ${item} ${fact}`, { item, ...details })
  if (row !== undefined && !(Number.isInteger(row) && row >= 0 && row < rows))
    throw refuse(`has the row ${row}, of ${rows}. Leave it out for an item without one.`, { row, rows })
  if (categories.length > 0 && categoryCount === 0)
    throw refuse('has categories, and the model reads none. Make it with `categories`.', { categories })
  if ((features?.length ?? 0) !== featureCount)
    throw refuse(`has ${features?.length ?? 'no'} features, the model reads ${featureCount}. Give as many.`, {
      given: features?.length ?? 0,
      features: featureCount,
    })
}
