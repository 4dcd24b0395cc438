import { DataError } from '@towerkit/core'
import { cutPassages } from '@towerkit/retrieval'
import { languageTokens, type Language } from '@towerkit/retrieval/languages'
import { writeJsonLines } from '../json-lines.ts'
import type { StoredDocument } from '../search-service.ts'
import { checkDocuments } from '../search/check-documents.ts'
import { textKindFact } from '../search/search-text.ts'
import { languageFact } from '../search/workspace-words.ts'
import type { Store } from '../store/store.ts'
import type { Workspace } from '../workspace.ts'
import { judgedFact, preparedFiles, type DocumentSource, type TrainingPair } from './prepared-data.ts'

/** Options of `prepareWorkspace`. */
export interface PrepareOptions {
  readonly workspace: Workspace
  readonly signal: AbortSignal
  /** Language of the texts, as `languageTokens` takes it. Default: as before, or English. */
  readonly language?: string
  /** More pairs to train on. Default: none. */
  readonly pairs?: readonly TrainingPair[]
  readonly onProgress?: (documents: number) => void
}

/** What there is afterwards. */
export interface Prepared {
  readonly documents: number
  readonly passages: number
  /** Documents that are new or have changed. */
  readonly stored: number
  /** Documents of an earlier preparation that the source has no more. */
  readonly removed: number
  readonly pairs: number
  readonly queries: number
}

/** Documents that are stored at once. */
const documentsAtOnce = 500

/**
 * Takes in the documents of a source, its pairs and its held-out queries. What has not changed since an earlier time is
 * left alone, with its vectors; what the source has no more is removed. Documents that were added otherwise stay.
 *
 * @throws {DataError} if the source has no document at all: then nothing is removed.
 * @throws {ArgumentError} if the language is not known.
 */
export async function prepareWorkspace(
  store: Store,
  source: DocumentSource,
  { workspace, signal, language, pairs: more = [], onProgress }: PrepareOptions,
): Promise<Prepared> {
  if (language !== undefined && language !== store.fact(languageFact)) {
    languageTokens({ language: language as Language })
    store.setFact(languageFact, language)
  }
  if (store.fact(textKindFact) !== source.kind) {
    store.setFact(textKindFact, source.kind)
    // They are of texts that were made ready otherwise.
    store.clearVectors()
  }
  const gone = new Set(store.preparedIds())
  let stored = 0
  let read = 0
  for await (const batch of batchesOf(source.documents(signal), documentsAtOnce)) {
    const documents = checkDocuments(batch.map(storable))
    for (const { id } of documents) gone.delete(id)
    const changed = documents.filter(document => !isStored(store, document))
    if (changed.length > 0)
      store.change([
        { put: changed.map(document => ({ document, passages: cutPassages(document.text) })), prepared: true },
      ])
    stored += changed.length
    read += batch.length
    onProgress?.(read)
  }
  if (read === 0)
    throw new DataError(
      'prepare: there is no document in the source. Give one that has some; ' +
        `${gone.size === 0 ? 'nothing was stored' : `the ${gone.size} of an earlier time are still there`}.`,
      { stored: gone.size },
    )
  const [removed = []] = gone.size === 0 ? [] : store.change([{ remove: [...gone] }])
  const { pairs, queries, judged } = await source.texts(signal)
  await writeJsonLines(workspace.path(preparedFiles.pairs), [...pairs, ...more])
  await writeJsonLines(workspace.path(preparedFiles.queries), queries)
  if (store.fact(judgedFact) !== judged) store.setFact(judgedFact, judged)
  const { documents, passages } = store.counts()
  return {
    documents,
    passages,
    stored,
    removed: removed.length,
    pairs: pairs.length + more.length,
    queries: queries.length,
  }
}

/** Files hold what no text may: characters that SQLite or JSON can not keep are replaced. */
function storable({ id, title, text, metadata }: StoredDocument): StoredDocument {
  const clean = (value: string) => value.toWellFormed().replaceAll('\0', ' ')
  return { id, title: clean(title), text: clean(text), ...(metadata && { metadata }) }
}

function isStored(store: Store, { id, title, text, metadata = {} }: StoredDocument): boolean {
  const known = store.document(id)
  return (
    known !== undefined &&
    known.title === title &&
    known.text === text &&
    JSON.stringify(known.metadata) === JSON.stringify(metadata)
  )
}

async function* batchesOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = []
  for await (const item of items) {
    if (batch.push(item) < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
