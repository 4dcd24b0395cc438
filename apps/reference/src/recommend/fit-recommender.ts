import { rm } from 'node:fs/promises'
import { DataError } from '@towerkit/core'
import { createRecommender, saveRecommender, type Sequence } from '@towerkit/generate-rank'
import { writeFileAtomically } from '@towerkit/runtime'
import { lengthBucketedSampler, train } from '@towerkit/training'
import { finishedRun, runOptions } from '../run-options.ts'
import { openStore } from '../store/open-store.ts'
import type { TrainingContext } from '../training-context.ts'
import { itemCategories } from './item-categories.ts'
import { readPrepared } from './read-prepared.ts'
import { recommenderFiles } from './recommender-files.ts'
import type { RecommenderSettings } from './recommender-settings.ts'
import { trainingSequences } from './training-sequences.ts'

/**
 * Trains a recommender on what was prepared, and keeps it in the workspace. Goes on where it was stopped; does nothing
 * if it was finished with the same data and settings.
 *
 * @returns whether it trained.
 * @throws {DataError} if nothing was prepared, it is damaged, or too few events to train on.
 * @throws {AbortedError} at the signal.
 */
export async function fitRecommender(settings: RecommenderSettings, context: TrainingContext): Promise<boolean> {
  const { workspace, progress } = context
  progress.stage('train')
  const { rows, categories, digest, histories } = await readPrepared(workspace)
  if (!histories.some(({ train: items }) => items.length > 1))
    throw new DataError(
      `recommend train: none of ${histories.length} users has two events besides those that are held out. Prepare ` +
        'a table of more events.',
      { users: histories.length },
    )
  const trained = await workspace.stage(
    'recommender',
    { settings, digest },
    async () => {
      const rowOf = new Map(rows.map((id, row) => [id, row]))
      const frequencies = new Float64Array(rows.length)
      const sequences = histories.map(({ train: items }) => Int32Array.from(items, id => rowOf.get(id)!))
      for (const items of sequences) for (const row of items) frequencies[row]!++
      const numbers = numbersOfItems(workspace.path(recommenderFiles.store), { rows, categories })
      const sizes = { rows: rows.length, width: settings.width, categories: categories.length }
      await using recommender = createRecommender(sizes, { seed: settings.seed })
      const categoriesOf = (row: number) => numbers[row]!
      const source = { count: rows.length, frequencies, ...(categories.length > 0 && { categoriesOf }) }
      await train({
        ...recommender.training(source, { seed: settings.seed }),
        // Of similar length together: most users have a few events, and little is padded.
        data: lengthBucketedSampler(
          sequences.flatMap(items => trainingSequences(items, recommender.config)),
          {
            batchSize: settings.batchSize,
            length: ({ sequence }) => Math.min((sequence as Sequence).items.length - 1, recommender.config.events),
            seed: settings.seed,
          },
        ),
        ...runOptions(settings, { context, seed: settings.seed, name: 'recommender', from: 0, to: 1 }),
      })
      // What was found out about another model says nothing of this one.
      await rm(workspace.path(recommenderFiles.report), { force: true })
      await saveRecommender(workspace.path(recommenderFiles.model), { recommender, ids: rows, categories })
      await writeFileAtomically(workspace.path(recommenderFiles.trainedOn), [Buffer.from(digest)])
      await finishedRun(context, 'recommender')
    },
    { leftovers: 'recommender-checkpoints' },
  )
  progress.done(
    trained ? `${histories.length} users, ${rows.length} items, ${settings.steps} steps` : 'was done before',
  )
  return trained
}

function numbersOfItems(
  path: string,
  { rows, categories }: { readonly rows: readonly string[]; readonly categories: readonly string[] },
): number[][] {
  const numberOf = new Map(categories.map((name, i) => [name, i + 1]))
  using store = openStore(path)
  return rows.map(id => itemCategories(store.document(id)?.metadata ?? {}).flatMap(name => numberOf.get(name) ?? []))
}
