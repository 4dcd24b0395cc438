import {
  add,
  cast,
  embedding,
  gelu,
  greater,
  l2Normalize,
  linear,
  mul,
  reduceSum,
  reshape,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import type { RecommenderConfig } from './recommender-config.ts'

/** Items of a batch, each once. */
export interface ItemTensors {
  /** int64 [items]: rows of the table; 0 for items without one. */
  readonly rows: Value
  /** [items]: 1 for items that have a row, 0 for those that are described by their features only. */
  readonly hasRow: Value
  /** int64 [items, most]: numbers of categories from 1 up, 0 for none; if the model has categories. */
  readonly categories?: Value | undefined
  /** [items, features]; if the model has features. */
  readonly features?: Value | undefined
}

/**
 * The vector of each item: its row of the table, plus what its categories and features say, so that an item that
 * nobody ever had has one too.
 *
 *   v = hasRow·E[row] + Σ_c C[c] + W₂·gelu(W₁·features)
 *
 * @param parameters Scope that gets `table.weight`, and `category.weight`, `features.0`, `features.1`.
 * For the cosine v is scaled to length 1.
 *
 * @returns [items, width]
 */
export function itemVectors(parameters: Parameters, items: ItemTensors, config: RecommenderConfig): Value {
  const { width, rows, categories, features } = config
  const count = items.rows.shape[0]!
  const table = embedding(parameters.at('table'), items.rows, { rows, width })
  let vectors = mul(table, reshape(items.hasRow, [count, 1]))
  if (categories > 0) {
    const given = items.categories!
    // Row 0 stands for no category, and counts nothing whatever it holds.
    const found = embedding(parameters.at('category'), given, { rows: categories + 1, width })
    const counts = mul(found, reshape(isCategory(given, found.dtype), [count, given.shape[1]!, 1]))
    vectors = add(vectors, reduceSum(counts, [1]))
  }
  if (features > 0) {
    const hidden = gelu(linear(parameters.at('features', 0), items.features!, width))
    vectors = add(vectors, linear(parameters.at('features', 1), hidden, width))
  }
  return compared(vectors, config)
}

/** Vectors as they are compared with items: of length 1 for the cosine. */
export function compared(vectors: Value, { similarity }: RecommenderConfig): Value {
  return similarity === 'cosine' ? l2Normalize(vectors) : vectors
}

function isCategory(categories: Value, dtype: Value['dtype']): Value {
  return cast(greater(categories, 0), dtype)
}
