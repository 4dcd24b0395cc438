import { AbortedError } from '@towerkit/core'
import type { NumberedDocument } from '../store/document-row.ts'
import type { Store } from '../store/store.ts'
import type { OpenTower } from '../towers/open-tower.ts'
import { documentSearchText, type TextKind } from './search-text.ts'

/** The fact of the store that names the document tower of all its vectors. */
export const vectorModelFact = 'vector-model'

/** Options of `embedDocuments`. */
export interface EmbedDocumentsOptions {
  readonly kind: TextKind
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Documents whose vectors are stored at once: what a killed run has to do again. */
const documentsAtOnce = 512

/**
 * Encodes the documents that have no vectors yet, and stores them bit by bit. Vectors of another document tower are
 * forgotten first.
 *
 * @returns how many documents were encoded.
 */
export async function embedDocuments(
  store: Store,
  tower: OpenTower,
  { kind, onProgress, signal }: EmbedDocumentsOptions,
): Promise<number> {
  if (store.fact(vectorModelFact) !== tower.digest) {
    store.clearVectors()
    store.setFact(vectorModelFact, tower.digest)
  }
  const counts = store.counts()
  const total = counts.documents - counts.encoded
  let done = 0
  for (;;) {
    if (signal?.aborted)
      throw new AbortedError(`embed: stopped by the caller after ${done} of ${total} documents, which are stored.`, {
        done,
        total,
        cause: signal.reason,
      })
    const documents = [...store.documents({ withoutVectors: true, limit: documentsAtOnce })]
    if (documents.length === 0) return done
    const vectors = await encodePassages(tower, documents, { kind, signal })
    store.setVectors(documents.map(({ number }, i) => ({ number, vectors: vectors[i]! })))
    onProgress?.({ done: (done += documents.length), total })
  }
}

/** The vectors of each document's passages, in a row. */
export async function encodePassages(
  { encoder }: OpenTower,
  documents: readonly Pick<NumberedDocument, 'title' | 'text' | 'passages'>[],
  { kind, signal }: { readonly kind: TextKind; readonly signal?: AbortSignal | undefined },
): Promise<Float32Array[]> {
  const texts = documents.flatMap(({ title, text, passages }) =>
    passages.map(([start, end]) => documentSearchText({ title, text: text.slice(start, end) }, kind)),
  )
  const { data } = await encoder.encodeDocuments(texts, signal ? { signal } : {})
  let at = 0
  return documents.map(({ passages }) => data.subarray(at, (at += passages.length * encoder.dimensions)))
}
