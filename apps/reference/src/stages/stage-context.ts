import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import type { Progress } from '../progress.ts'
import type { Workspace } from '../workspace.ts'

/** What every stage of the pipeline works with. */
export interface StageContext {
  readonly workspace: Workspace
  readonly progress: Progress
  readonly signal: AbortSignal
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
