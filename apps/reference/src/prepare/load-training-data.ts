import { DataError } from '@towerkit/core'
import { readJsonLines } from '../json-lines.ts'
import { documentSearchText, querySearchText, textKindFact, type TextKind } from '../search/search-text.ts'
import type { Store } from '../store/store.ts'
import type { TrainingData } from '../training-data.ts'
import type { Workspace } from '../workspace.ts'
import { judgedFact, preparedFiles, type TestQuery, type TrainingPair } from './prepared-data.ts'

/** Characters of an answer that a tower may see: far more than its longest sequence. */
const longestAnswer = 4000

/**
 * The pairs of a workspace with their answers, made ready for a tokenizer.
 *
 * @throws {DataError} if nothing has been prepared, or there is no pair.
 */
export async function loadTrainingData(store: Store, workspace: Workspace): Promise<TrainingData> {
  const kind = (store.fact(textKindFact) ?? 'plain') as TextKind
  const pairs = await loadTrainingPairs(workspace)
  const idOf = new Map<string, string>()
  const keyed = pairs.flatMap(pair => {
    const text = answerOf(store, pair, kind)
    if (text === undefined) return []
    const id = idOf.get(text) ?? String(idOf.size)
    idOf.set(text, id)
    return [{ query: querySearchText(pair.query, kind), positive: id }]
  })
  if (keyed.length === 0)
    throw new DataError(
      `loadTrainingData: there are no pairs in "${workspace.folder}". Prepare documents with titles or several ` +
        'sentences, or give pairs: towerkit prepare --pairs.',
      { folder: workspace.folder },
    )
  // What no query asks for is in the way of the others all the same; titles that are queries would give themselves
  // away.
  if (store.fact(judgedFact) === 'documents') {
    const asked = new Set(pairs.flatMap(pair => ('document' in pair && !pair.title ? pair.document : [])))
    for (const document of store.documents()) {
      if (asked.has(document.id)) continue
      const text = documentSearchText({ ...document, text: document.text.slice(0, longestAnswer) }, kind)
      if (!idOf.has(text)) idOf.set(text, String(idOf.size))
    }
  }
  return { pairs: keyed, documents: [...idOf].map(([text, id]) => ({ id, text })) }
}

/** The pairs to train on, as they were prepared. */
export function loadTrainingPairs(workspace: Workspace): Promise<TrainingPair[]> {
  return readPrepared<TrainingPair>('loadTrainingPairs', workspace, preparedFiles.pairs)
}

/** The held-out queries. */
export function loadTestQueries(workspace: Workspace): Promise<TestQuery[]> {
  return readPrepared<TestQuery>('loadTestQueries', workspace, preparedFiles.queries)
}

async function readPrepared<T>(caller: string, workspace: Workspace, name: string): Promise<T[]> {
  return readJsonLines<T>(workspace.path(name)).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw new DataError(
      `${caller}: nothing has been prepared in "${workspace.folder}". Prepare documents: towerkit prepare <source>.`,
      { folder: workspace.folder, cause },
    )
  })
}

function answerOf(store: Store, pair: TrainingPair, kind: TextKind): string | undefined {
  if ('text' in pair) return documentSearchText({ title: '', text: pair.text.slice(0, longestAnswer) }, kind)
  // It may have been removed since.
  const document = store.document(pair.document)
  return (
    document &&
    documentSearchText(
      { title: pair.title ? document.title : '', text: document.text.slice(pair.start, pair.start + longestAnswer) },
      kind,
    )
  )
}
