import { readFile } from 'node:fs/promises'
import { DataError } from '@towerkit/core'
import type { Workspace } from '../workspace.ts'
import type { RecommenderReport } from './evaluate-recommender.ts'
import { recommenderFiles } from './recommender-files.ts'

/** What the evaluation of the model found; undefined if there was none. @throws {DataError} if it is damaged. */
export async function readReport(workspace: Workspace): Promise<RecommenderReport | undefined> {
  const path = workspace.path(recommenderFiles.report)
  try {
    return JSON.parse(await readFile(path, 'utf8')) as RecommenderReport
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new DataError(`recommend: "${path}" can not be read: ${(cause as Error).message}. Evaluate again.`, {
      path,
      cause,
    })
  }
}
