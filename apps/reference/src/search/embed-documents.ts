import { AbortedError } from '@towerkit/core'
import type { NumberedDocument } from '../store/document-row.ts'
import type { Store } from '../store/store.ts'
import type { OpenTower } from '../towers/open-tower.ts'
import { documentSearchText, type TextKind } from './search-text.ts'

/** Options of `embedDocuments`. */
export interface EmbedDocumentsOptions {
  readonly kind: TextKind
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Documents whose vectors are stored at once: what a killed run has to do again. */
const documentsAtOnce = 512

/**
 * Encodes the documents that have no vectors of this tower yet, and stores them bit by bit. When all have some, this
 * tower answers; until then those of another one stay.
 *
 * @returns how many documents were encoded.
 */
export async function embedDocuments(
  store: Store,
  tower: OpenTower,
  { kind, onProgress, signal }: EmbedDocumentsOptions,
): Promise<number> {
  const counts = store.counts(tower.digest)
  const total = counts.documents - counts.encoded
  let done = 0
  for (;;) {
    if (signal?.aborted)
      throw new AbortedError(`embed: stopped by the caller after ${done} of ${total} documents, which are stored.`, {
        done,
        total,
        cause: signal.reason,
      })
    const documents = [...store.documents({ withoutVectorsOf: tower.digest, limit: documentsAtOnce })]
    // A document may have come since: then it is encoded too.
    if (documents.length === 0 && store.adoptModel(tower.digest)) return done
    const before = done
    const vectors = await encodePassages(tower, documents, {
      kind,
      signal,
      onProgress: share => onProgress?.({ done: Math.floor(before + share * documents.length), total }),
    })
    store.setVectors(
      tower.digest,
      documents.map(({ number }, i) => ({ number, vectors: vectors[i]! })),
    )
    done += documents.length
    onProgress?.({ done, total })
  }
}

/** Options of `encodePassages`. */
export interface EncodePassagesOptions {
  readonly kind: TextKind
  /** @param share 0 to 1. */
  readonly onProgress?: (share: number) => void
  readonly signal?: AbortSignal | undefined
}

/** The vectors of each document's passages, in a row. */
export async function encodePassages(
  { encoder }: OpenTower,
  documents: readonly Pick<NumberedDocument, 'title' | 'text' | 'passages'>[],
  { kind, onProgress, signal }: EncodePassagesOptions,
): Promise<Float32Array[]> {
  const texts = documents.flatMap(({ title, text, passages }) =>
    passages.map(([start, end]) => documentSearchText({ title, text: text.slice(start, end) }, kind)),
  )
  const { data } = await encoder.encodeDocuments(texts, {
    onProgress: ({ done }) => onProgress?.(done / texts.length),
    ...(signal && { signal }),
  })
  let at = 0
  return documents.map(({ passages }) => data.subarray(at, (at += passages.length * encoder.dimensions)))
}
