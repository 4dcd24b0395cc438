import { DataError } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import type { RecommenderConfig } from './recommender-config.ts'
import type { ItemSource } from './sequence.ts'

/**
 * The tensors of some items.
 *
 * @param options.rowDropout Share of the items whose rows are hidden.
 * @throws {DataError} if an item's features have another length than the model's, or a category is not there.
 */
export function itemTensors(
  rows: readonly number[],
  source: Pick<ItemSource, 'categoriesOf' | 'featuresOf'>,
  {
    config: { categories, features },
    rowDropout = 0,
    random = () => 1,
  }: { readonly config: RecommenderConfig; readonly rowDropout?: number; readonly random?: () => number },
): Record<string, Tensor> {
  const count = rows.length
  const tensors: Record<string, Tensor> = {
    rows: { dtype: 'int64', shape: [count], data: BigInt64Array.from(rows, BigInt) },
    hasRow: { dtype: 'float32', shape: [count], data: Float32Array.from(rows, () => Number(random() >= rowDropout)) },
  }
  if (categories > 0) {
    const given = rows.map(row => source.categoriesOf?.(row) ?? [])
    const most = Math.max(1, ...given.map(({ length }) => length))
    const data = new BigInt64Array(count * most)
    given.forEach((numbers, item) => {
      const odd = numbers.find(number => !Number.isInteger(number) || number < 1 || number > categories)
      if (odd !== undefined)
        throw new DataError(`itemTensors: item ${rows[item]} has the category ${odd}, of 1 to ${categories}.`, {
          item: rows[item],
          category: odd,
        })
      numbers.forEach((number, i) => {
        data[item * most + i] = BigInt(number)
      })
    })
    tensors['categories'] = { dtype: 'int64', shape: [count, most], data }
  }
  if (features > 0) {
    const data = new Float32Array(count * features)
    rows.forEach((row, item) => {
      const given = source.featuresOf?.(row) ?? []
      if (given.length !== features)
        throw new DataError(
          `itemTensors: item ${row} is described by ${given.length} numbers, the model by ${features}. Give as many.`,
          { item: row, given: given.length, features },
        )
      data.set(given, item * features)
    })
    tensors['features'] = { dtype: 'float32', shape: [count, features], data }
  }
  return tensors
}
