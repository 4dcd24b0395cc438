import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { DataError } from '@towerkit/core'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import type { Progress } from '../progress.ts'
import { latestTowers, type TowerSet } from '../towers/tower-sets.ts'
import type { Workspace } from '../workspace.ts'

/** What every stage of the pipeline works with. */
export interface StageContext {
  readonly workspace: Workspace
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Folder of a workspace in which towers are made, with all that a stopped run goes on from. */
export const trainingFolder = 'training'

/** The fact of the store whose every new value says that towers, or what is chosen for them, have changed. */
export const towersFact = 'towers'

/** Tells processes that serve the workspace to look at its towers again. */
export function towersChanged(store: Store): void {
  store.setFact(towersFact, randomUUID())
}

/** The towers that were trained last. @throws {DataError} if there are none. */
export async function requireTowers(workspace: Workspace): Promise<TowerSet> {
  const towers = await latestTowers(workspace)
  if (towers === undefined)
    throw new DataError(`towers: there are none in "${workspace.folder}". Train some: towerkit train.`, {
      folder: workspace.folder,
    })
  return towers
}

/** Works with the store of a workspace, and closes it. */
export async function withStore<T>(
  { workspace }: Pick<StageContext, 'workspace'>,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  using store = openStore(workspace.path('store.sqlite'))
  return await work(store)
}

/**
 * The digest of a file of the workspace; undefined where there is none. What was made of the file is of this content.
 */
export async function fileDigest(
  { workspace }: Pick<StageContext, 'workspace'>,
  name: string,
): Promise<string | undefined> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(workspace.path(name))) hash.update(chunk as Uint8Array)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return hash.digest('hex')
}
