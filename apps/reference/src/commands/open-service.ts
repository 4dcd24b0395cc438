import { DataError } from '@towerkit/core'
import type { SearchService } from '../search-service.ts'
import { openSearchService, type OpenSearchServiceOptions } from '../search/open-search-service.ts'
import { laitReranker, type LaitReranker } from '../search/lait-reranker.ts'
import { oneOf, type CommandContext, type CommandOption } from './command.ts'

/** Options of commands that search. */
export const serviceOptions: Readonly<Record<string, CommandOption>> = {
  tower: {
    type: 'string',
    value: '<student|teacher>',
    help: 'the query tower; default the student where there is one',
  },
  mode: {
    type: 'string',
    value: '<hybrid|dense|lexical>',
    help: 'vectors, words or both; default what the evaluation has chosen, else hybrid',
  },
  reranker: {
    type: 'string',
    value: '<folder>',
    help: 'a saved LAIT model that reorders the answers; states of passages are kept in the workspace',
  },
}

/**
 * Opens the search over the workspace of a command. @throws {DataError} if it holds no documents and `mayBeEmpty` is
 * not set.
 */
export async function openService(
  { workspace, progress, signal, options, say }: CommandContext,
  { mayBeEmpty = false, ...more }: OpenSearchServiceOptions & { readonly mayBeEmpty?: boolean } = {},
): Promise<SearchService> {
  const tower = oneOf(options, 'tower', ['student', 'teacher'])
  const mode = oneOf(options, 'mode', ['hybrid', 'dense', 'lexical'])
  progress.stage('Opening')
  const reranker = await openReranker({ workspace, options })
  const service = await openSearchService(workspace.folder, {
    signal,
    onProgress: (stage, share) => progress.update(share, stage.toLowerCase()),
    ...(tower && { tower }),
    ...(mode && { mode }),
    ...(reranker && { reranker }),
    ...more,
  }).catch(async (error: unknown) => {
    await reranker?.close?.()
    throw error
  })
  const { documents, passages, tower: used, choice } = service.status()
  if (documents === 0 && !mayBeEmpty) {
    await service.close()
    throw new DataError(
      `search: there are no documents in "${workspace.folder}". Prepare some: towerkit prepare <source>.`,
      { folder: workspace.folder },
    )
  }
  progress.done(`${documents} documents, ${passages} passages, ${used ?? 'no tower: words only'}`)
  if (choice !== undefined && mode === undefined) say(choice)
  return service
}

/** The reranker that the options name, with the states that the workspace keeps for it. */
export async function openReranker({
  workspace,
  options,
}: Pick<CommandContext, 'workspace' | 'options'>): Promise<LaitReranker | undefined> {
  const folder = options['reranker']
  return folder === undefined ? undefined : laitReranker(String(folder), workspace.path('reranker-states'))
}
