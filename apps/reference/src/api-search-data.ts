import { readApiCorpus, splitCorpus, type ApiItem, type ApiSplit } from './corpus/index.ts'
import { readJsonLines, writeJsonLines } from './json-lines.ts'
import type { Progress } from './progress.ts'
import type { Workspace } from './workspace.ts'

/** The corpus as the demo uses it. */
export interface ApiSearchData {
  readonly items: readonly ApiItem[]
  readonly split: ApiSplit
}

/** Reads the declarations that came with the install, once; later from the workspace. */
export async function loadApiSearchData(workspace: Workspace, progress: Progress): Promise<ApiSearchData> {
  const path = workspace.path('items.jsonl')
  const isNew = await workspace.stage('items', {}, async () => {
    progress.stage('Reading declarations')
    const items: ApiItem[] = []
    for await (const item of readApiCorpus()) items.push(item)
    await writeJsonLines(path, items)
  })
  const items = await readJsonLines<ApiItem>(path)
  const split = splitCorpus(items)
  const { modules, testModules, trainPairs, testQueries } = split.counts
  if (isNew) progress.done(`${items.length} documented declarations of ${modules} modules; ${trainPairs} pairs to train on, ${testQueries} queries of ${testModules} held-out modules`)
  return { items, split }
}
