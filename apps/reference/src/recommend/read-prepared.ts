import { readFile } from 'node:fs/promises'
import { DataError } from '@towerkit/core'
import { readJsonLines } from '../json-lines.ts'
import type { Workspace } from '../workspace.ts'
import type { PreparedItems } from './prepare-recommender.ts'
import { recommenderFiles } from './recommender-files.ts'
import type { UserHistory } from './user-history.ts'

/** What `prepareRecommender` wrote. @throws {DataError} if it is missing or damaged. */
export async function readPrepared(
  workspace: Workspace,
): Promise<PreparedItems & { readonly histories: UserHistory[] }> {
  const path = workspace.path(recommenderFiles.items)
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new DataError(
      `recommend: "${path}" cannot be read: ${cause.message}. Prepare first: towerkit recommend prepare <ratings.csv>.`,
      { path, cause },
    )
  })
  let items: PreparedItems
  try {
    items = JSON.parse(text) as PreparedItems
  } catch (cause) {
    throw new DataError(`recommend: "${path}" is damaged. Prepare again.`, { path, cause })
  }
  return { ...items, histories: await readJsonLines<UserHistory>(workspace.path(recommenderFiles.histories)) }
}
