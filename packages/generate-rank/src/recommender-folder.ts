import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, requireKnownOptions } from '@towerkit/core'
import { readSafetensors, writeFileAtomically, writeSafetensors, type SessionPoolOptions } from '@towerkit/runtime'
import { initialWeights } from './initial-weights.ts'
import type { RecommenderConfig } from './recommender-config.ts'
import { createRecommender, type Recommender } from './recommender.ts'

/** A recommender with the names of its items. */
export interface SavedRecommender {
  readonly recommender: Recommender
  /** Name of the item of each row. */
  readonly ids: readonly string[]
  /** Name of each category, the first of number 1. */
  readonly categories: readonly string[]
}

const settingsFile = 'recommender.json'

/**
 * Writes a recommender as a folder: recommender.json and model.safetensors, each whole or not at all.
 *
 * @throws {DataError} if the names are not as many as the rows and the categories of the model, or the disk refuses.
 */
export async function saveRecommender(
  folder: string,
  { recommender, ids, categories }: SavedRecommender,
): Promise<void> {
  const { config, weights } = recommender
  requireNames(config, { ids, categories })
  await mkdir(folder, { recursive: true })
  await writeSafetensors(join(folder, 'model.safetensors'), weights)
  await writeFileAtomically(join(folder, settingsFile), [
    Buffer.from(`${JSON.stringify({ config, ids, categories })}\n`),
  ])
}

/**
 * Opens a folder that `saveRecommender` wrote.
 *
 * @throws {DataError} if a file is missing or damaged, or the weights are not those of the configuration.
 *
 * @example
 * const { recommender, ids } = await loadRecommender('./films')
 */
export async function loadRecommender(
  folder: string,
  options: { readonly session?: SessionPoolOptions } = {},
): Promise<SavedRecommender> {
  const { session } = requireKnownOptions('loadRecommender', options, { session: true })
  const { config, ids, categories } = await readSettings(join(folder, settingsFile))
  requireNames(config, { ids, categories })
  const { tensors } = await readSafetensors(join(folder, 'model.safetensors'))
  const expected = initialWeights(config, { seed: 0 })
  for (const [name, { shape }] of Object.entries(expected))
    if (tensors[name]?.shape.join() !== shape.join())
      throw new DataError(
        `loadRecommender: "${name}" of "${folder}" is [${tensors[name]?.shape ?? 'missing'}], expected [${shape}]. ` +
          'The weights belong to another configuration; save the recommender again.',
        { folder, name },
      )
  const extra = Object.keys(tensors).find(name => !Object.hasOwn(expected, name))
  if (extra !== undefined)
    throw new DataError(`loadRecommender: "${folder}" has the tensor "${extra}", which the model does not read.`, {
      folder,
      name: extra,
    })
  return { recommender: createRecommender(config, { weights: tensors, ...(session && { session }) }), ids, categories }
}

interface Settings extends Omit<SavedRecommender, 'recommender'> {
  readonly config: RecommenderConfig
}

async function readSettings(path: string): Promise<Settings> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new DataError(`loadRecommender: "${path}" cannot be read: ${cause.message}.`, { path, cause })
  })
  try {
    const settings = JSON.parse(text) as Settings
    if (!Array.isArray(settings.ids) || !Array.isArray(settings.categories) || typeof settings.config !== 'object')
      throw new Error('ids, categories or config are missing')
    return settings
  } catch (cause) {
    throw new DataError(`loadRecommender: "${path}" is damaged: ${(cause as Error).message}.`, { path, cause })
  }
}

function requireNames(
  { rows, categories: count }: RecommenderConfig,
  { ids, categories }: Omit<SavedRecommender, 'recommender'>,
): void {
  if (ids.length === rows && categories.length === count) return
  throw new DataError(
    `recommender: ${ids.length} names of items and ${categories.length} of categories for a model of ${rows} rows ` +
      'and ' +
      `${count} categories. Give one each.`,
    { ids: ids.length, rows, categories: categories.length, count },
  )
}
