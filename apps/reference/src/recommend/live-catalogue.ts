import { readFile } from 'node:fs/promises'
import { exactIndex } from '@towerkit/indices'
import { createCatalogue, loadRecommender, type Catalogue, type CatalogueItem } from '@towerkit/generate-rank'
import { DataError, type Metadata } from '@towerkit/core'
import type { Workspace } from '../workspace.ts'
import { itemCategories } from './item-categories.ts'
import type { PreparedItems } from './prepare-recommender.ts'
import { recommenderFiles } from './recommender-files.ts'

/** An item as it is stored. */
interface StoredItem {
  readonly id: string
  readonly title?: string
  readonly metadata?: Metadata
}

/** The model of a workspace, over items in memory. */
export interface LiveCatalogue extends Pick<Catalogue, 'recommend' | 'removeItems'> {
  /** Width of the vectors. */
  readonly dimensions: number
  /** As `Catalogue.setItems`. The title is a field of the metadata, so that an answer has both of one moment. */
  setItems(items: readonly StoredItem[]): Promise<void>
  close(): Promise<void>
}

/**
 * The model of a workspace over an empty catalogue.
 *
 * @throws {DataError} if the model is missing or damaged, or was trained on other items than those that are prepared.
 */
export async function liveCatalogue(
  workspace: Workspace,
  {
    prepared,
    popular,
    rank,
  }: {
    /** What `readPrepared` read. */
    readonly prepared: Pick<PreparedItems, 'digest'>
    readonly popular?: readonly string[]
    readonly rank: boolean
  },
): Promise<LiveCatalogue> {
  const { recommender, ids, categories } = await loadRecommender(workspace.path(recommenderFiles.model))
  await requireTrainedOn(prepared.digest, workspace)
  const rowOf = new Map(ids.map((id, row) => [id, row]))
  const numberOf = new Map(categories.map((name, i) => [name, i + 1]))
  const index = exactIndex({ dimensions: recommender.config.width, metric: 'inner-product' })
  const catalogue = createCatalogue({ recommender, index, rank, ...(popular && { popular }) })
  const described = ({ id, title = '', metadata = {} }: StoredItem): CatalogueItem => ({
    id,
    row: rowOf.get(id),
    categories: itemCategories(metadata).flatMap(name => numberOf.get(name) ?? []),
    metadata: { ...metadata, title },
  })
  return {
    dimensions: recommender.config.width,
    recommend: catalogue.recommend,
    setItems: items => catalogue.setItems(items.map(described)),
    removeItems: catalogue.removeItems,
    close: () => recommender.close(),
  }
}

/** Rows of a table belong to the items that it was trained on: of another catalogue they would say nonsense. */
async function requireTrainedOn(digest: string, { folder, path }: Workspace): Promise<void> {
  const trained = await readFile(path(recommenderFiles.trainedOn), 'utf8').catch(() => 'nothing')
  if (trained !== digest)
    throw new DataError(
      `recommend: the model in "${folder}" was trained on the data ${trained.slice(0, 8)}, and ` +
        `${digest.slice(0, 8)} was prepared since. Train again: towerkit recommend train.`,
      { folder, trained, prepared: digest },
    )
}
