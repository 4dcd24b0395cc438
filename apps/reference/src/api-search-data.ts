import { readApiCorpus, splitCorpus, type ApiItem, type ApiSplit } from './corpus/index.ts'
import { readJsonLines, writeJsonLines } from './json-lines.ts'
import type { Progress } from './progress.ts'
import type { TrainingData } from './training-data.ts'
import type { Workspace } from './workspace.ts'

/** The corpus as the demo uses it. */
export interface ApiSearchData {
  readonly items: readonly ApiItem[]
  /** Pairs, documents and held-out queries; made on the first call. */
  split(): ApiSplit
}

/** Reads the declarations that came with the install, once; later from the workspace. */
export async function loadApiSearchData(workspace: Workspace, progress: Progress): Promise<ApiSearchData> {
  const path = workspace.path('items.jsonl')
  await workspace.stage('items', {}, async () => {
    progress.stage('Reading declarations')
    const found: ApiItem[] = []
    for await (const item of readApiCorpus()) found.push(item)
    await writeJsonLines(path, found)
    const { modules, testModules, trainPairs, testQueries } = splitCorpus(found).counts
    progress.done(`${found.length} documented declarations of ${modules} modules; ${trainPairs} pairs to train on, ${testQueries} queries of ${testModules} held-out modules`)
  })
  const items = await readJsonLines<ApiItem>(path)
  let made: ApiSplit | undefined
  return { items, split: () => made ??= splitCorpus(items) }
}

/** The train modules' pairs, and all documents. */
export function trainingData({ train, details, documents }: ApiSplit): TrainingData {
  return { pairs: [...train, ...details].map(({ query, document }) => ({ query, positive: document })), documents }
}
