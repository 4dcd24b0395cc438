import {
  diskCache,
  laitEncoder,
  laitEncoderOf,
  memoryCache,
  type PrecomputeOptions,
  type PrecomputeResult,
} from '@towerkit/lait-encoder'
import type { Reranker } from '@towerkit/retrieval'
import type { NumberedDocument } from '../store/document-row.ts'
import { rerankedText } from './reranked-text.ts'

/** A reranker whose first layers see query and passage apart, so that passages are encoded once. */
export interface LaitReranker extends Reranker {
  /** Encodes the passages of documents, those whose states are not kept yet. */
  precompute(
    documents: Iterable<NumberedDocument>,
    options?: Pick<PrecomputeOptions, 'signal'> & { readonly onProgress?: (documents: number) => void },
  ): Promise<PrecomputeResult>
  /**
   * Milliseconds, the best of five times, for scoring passages with their kept states, and with nothing kept; the
   * graphs are opened before.
   */
  compare: NonNullable<Reranker['compare']>
}

/** Documents whose passages are encoded together. */
const documentsAtOnce = 256

/**
 * Opens a reranker that `save` of a `LaitEncoder` wrote.
 *
 * @param states Folder of the states of passages; made if it is not there. A changed model finds no old ones in it.
 * @throws {DataError} if a file of the model is missing or malformed; {ArgumentError} if its head gives more than one
 *   number.
 */
export async function laitReranker(folder: string, states: string): Promise<LaitReranker> {
  const cache = diskCache(states, { precision: 'float16' })
  const encoder = await laitEncoder({ backbone: folder, cache })
  // Only what was precomputed is kept: queries would fill the disk.
  const scored = async (query: string, passages: readonly string[], options: { readonly signal?: AbortSignal } = {}) =>
    (await encoder.score([query], passages, { ...options, store: false })).data
  return {
    name: `LAIT, ${encoder.parts.parallelLayers} of ${encoder.layers} layers apart`,
    score: scored,
    async precompute(documents, { onProgress, ...options } = {}) {
      let segments = 0
      let encoded = 0
      let done = 0
      for (const some of chunks(documents, documentsAtOnce)) {
        const result = await encoder.precompute(
          some.flatMap(({ title, text, passages }) =>
            passages.map(([start, end]) => rerankedText(title, text.slice(start, end))),
          ),
          options,
        )
        segments += result.segments
        encoded += result.encoded
        onProgress?.((done += some.length))
      }
      return { segments, encoded }
    },
    async compare(query, passages) {
      await using fresh = laitEncoderOf(encoder.parts, { cache: memoryCache({ maxBytes: 0 }) })
      const timed = async (work: () => Promise<unknown>) => {
        await work()
        const times: number[] = []
        for (let i = 0; i < 5; i++) {
          const started = performance.now()
          await work()
          times.push(performance.now() - started)
        }
        return Math.min(...times)
      }
      await encoder.precompute(passages)
      return {
        keptMs: await timed(() => scored(query, passages)),
        freshMs: await timed(() => fresh.score([query], passages)),
      }
    },
    async close() {
      await encoder.close()
      await cache.close()
    },
  }
}

function* chunks<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let chunk: Item[] = []
  for (const item of items) {
    chunk.push(item)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
