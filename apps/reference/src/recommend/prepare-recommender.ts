import { createHash } from 'node:crypto'
import { AbortedError } from '@towerkit/core'
import { readInteractions, splitByLast, type Interaction } from '@towerkit/datasets'
import { writeFileAtomically } from '@towerkit/runtime'
import { writeJsonLines } from '../json-lines.ts'
import type { StoredDocument } from '../search-service.ts'
import { openStore } from '../store/open-store.ts'
import type { TrainingContext } from '../training-context.ts'
import { itemCategories } from './item-categories.ts'
import { readDescribedItems } from './read-described-items.ts'
import { recommenderFiles } from './recommender-files.ts'
import type { UserHistory } from './user-history.ts'

/** What training knows of the items. */
export interface PreparedItems {
  /** Items of the interactions that are trained on, each of which gets a row of the table. */
  readonly rows: readonly string[]
  /** All categories, the first of number 1. */
  readonly categories: readonly string[]
  /** Digest of the histories and of what is known of the items. */
  readonly digest: string
}

/** How much was read. */
export interface PreparedRecommender {
  readonly users: number
  readonly interactions: number
  readonly items: number
  readonly categories: number
  /** Users whose last two events are held out. */
  readonly heldOut: number
}

/**
 * Reads who had what and when, and what is known of the items, and keeps both in the workspace. The last event of each
 * user is for the evaluation, the one before for choosing; users with fewer than three are trained on whole.
 *
 * @param sources.items Default: nothing is known of the items but their names.
 * @throws {DataError} as the readers do, and if no user has three events. Then nothing was changed.
 * @throws {AbortedError} at the signal.
 */
export async function prepareRecommender(
  sources: { readonly interactions: string; readonly items?: string | undefined },
  { workspace, progress, signal }: TrainingContext,
): Promise<PreparedRecommender> {
  progress.stage('prepare')
  const interactions: Interaction[] = []
  for await (const interaction of readInteractions(sources.interactions, signal ? { signal } : {})) {
    interactions.push(interaction)
    if (interactions.length % 10_000 === 0) progress.update(undefined, `${interactions.length} interactions`)
  }
  const histories = heldOut(interactions)
  const described = sources.items === undefined ? [] : await readDescribedItems(sources.items, { signal })
  const items = withAllItems(described, interactions)
  if (signal?.aborted) throw new AbortedError('prepareRecommender: stopped.', { cause: signal.reason })
  const categories = [...new Set(items.flatMap(({ metadata = {} }) => itemCategories(metadata)))].sort()
  const rows = [...new Set(histories.flatMap(({ train }) => train))].sort()
  const digest = createHash('sha256').update(JSON.stringify([histories, categories]))
  for (const { id, metadata = {} } of items) digest.update(JSON.stringify([id, itemCategories(metadata)]))
  const prepared: PreparedItems = { rows, categories, digest: digest.digest('hex') }

  replaceItems(workspace.path(recommenderFiles.store), items)
  await writeJsonLines(workspace.path(recommenderFiles.histories), histories)
  await writeFileAtomically(workspace.path(recommenderFiles.items), [Buffer.from(`${JSON.stringify(prepared)}\n`)])
  const counts = {
    users: histories.length,
    interactions: interactions.length,
    items: items.length,
    categories: categories.length,
    heldOut: histories.filter(({ test }) => test.length > 0).length,
  }
  progress.done(`${counts.interactions} interactions of ${counts.users} users, ${counts.items} items`)
  return counts
}

function heldOut(interactions: readonly Interaction[]): UserHistory[] {
  const histories = new Map<string, { user: string; train: string[]; validation: string[]; test: string[] }>()
  const split = splitByLast(interactions, { test: 1, validation: 1 })
  for (const part of ['train', 'validation', 'test'] as const)
    for (const { user, item } of split[part]) {
      const history = histories.get(user) ?? { user, train: [], validation: [], test: [] }
      histories.set(user, history)
      history[part].push(item)
    }
  return [...histories.values()]
}

/** Those of the table, then those that only interactions name. */
function withAllItems(described: readonly StoredDocument[], interactions: readonly Interaction[]): StoredDocument[] {
  const known = new Set(described.map(({ id }) => id))
  const others = new Set(interactions.map(({ item }) => item).filter(item => !known.has(item)))
  return [...described, ...[...others].map(id => ({ id, title: '', text: '' }))]
}

/**
 * All of them or, if the disk refuses, those of before. Items that were added over HTTP or by a program stay unless the
 * tables have them too.
 */
function replaceItems(path: string, items: readonly StoredDocument[]): void {
  using store = openStore(path)
  const kept = new Set(items.map(({ id }) => id))
  const gone = [...store.preparedIds().keys()].filter(id => !kept.has(id))
  store.change([{ remove: gone }, { put: items.map(document => ({ document, passages: [] })), source: 1 }])
}
