import { AbortedError, writeExactJson } from '@towerkit/core'
import { cutPassages } from '@towerkit/retrieval'
import type { StoredDocument } from '../search-service.ts'
import { checkDocuments } from '../search/check-documents.ts'
import type { Store } from '../store/store.ts'
import type { DocumentSpool } from './document-spool.ts'

/** Documents that are read, and stored, at once. */
const documentsAtOnce = 500

/** What `spoolChanges` compares with. */
interface SpoolChangesOptions {
  readonly store: Store
  /** Told the documents as they come, and how many there have been. What it throws ends the reading. */
  readonly onRead: (documents: readonly StoredDocument[], total: number) => void
  /** Whether a stored document is of this source, so that it need not be stored again if it is the same. */
  readonly isOwn: (id: string) => boolean
}

/**
 * Reads a source to its end, and keeps in the spool what is new or has changed.
 *
 * @returns how many documents there are.
 */
export async function spoolChanges(
  spool: DocumentSpool,
  documents: AsyncIterable<StoredDocument>,
  { store, onRead, isOwn }: SpoolChangesOptions,
): Promise<number> {
  let read = 0
  for await (const batch of batchesOf(documents, documentsAtOnce)) {
    const checked = checkDocuments(batch.map(storable))
    onRead(checked, (read += batch.length))
    await spool.add(checked.filter(document => !isOwn(document.id) || !isStored(store, document)))
  }
  return read
}

/**
 * Stores what waits in the spool, some at a time, so that others can write in between.
 *
 * @throws {AbortedError} at the signal; what was stored by then stays.
 */
export async function storeSpooled(
  store: Store,
  spool: DocumentSpool,
  { number, signal }: { readonly number: number; readonly signal: AbortSignal },
): Promise<void> {
  let done = 0
  for await (const documents of spool.read(documentsAtOnce)) {
    if (signal.aborted)
      throw new AbortedError(`prepare: stopped by the caller after ${done} of ${spool.count} documents.`, {
        done,
        cause: signal.reason,
      })
    store.change([
      { put: documents.map(document => ({ document, passages: cutPassages(document.text) })), source: number },
    ])
    done += documents.length
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
    writeExactJson(known.metadata) === writeExactJson(metadata)
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
