import { exactIndex } from '@towerkit/indices'
import { createCatalogue, loadRecommender, type CatalogueItem } from '@towerkit/generate-rank'
import type { Metadata } from '@towerkit/core'
import type { Workspace } from '../workspace.ts'
import { itemCategories } from './item-categories.ts'
import { recommenderFiles } from './recommender-files.ts'

/** An item as it is stored. */
interface StoredItem {
  readonly id: string
  readonly metadata?: Metadata
}

/** The model of a workspace over an empty catalogue. @throws {DataError} if the model is missing or damaged. */
export async function liveCatalogue(
  workspace: Workspace,
  { popular, rank }: { readonly popular?: readonly string[]; readonly rank: boolean },
) {
  const { recommender, ids, categories } = await loadRecommender(workspace.path(recommenderFiles.model))
  const rowOf = new Map(ids.map((id, row) => [id, row]))
  const numberOf = new Map(categories.map((name, i) => [name, i + 1]))
  const index = exactIndex({ dimensions: recommender.config.width, metric: 'inner-product' })
  const catalogue = createCatalogue({ recommender, index, rank, ...(popular && { popular }) })
  const described = ({ id, metadata = {} }: StoredItem): CatalogueItem => ({
    id,
    row: rowOf.get(id),
    categories: itemCategories(metadata).flatMap(name => numberOf.get(name) ?? []),
    metadata,
  })
  return {
    recommend: catalogue.recommend,
    setItems: (items: readonly StoredItem[]) => catalogue.setItems(items.map(described)),
    removeItems: catalogue.removeItems,
    close: () => recommender.close(),
  }
}
