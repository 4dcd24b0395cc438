import { setTimeout as wait } from 'node:timers/promises'
import { AbortedError, OverloadedError, row, type Vectors } from '@towerkit/core'

/** How queries are gathered. */
export interface QueryBatcherOptions {
  /** Encodes texts in one run. */
  readonly encode: (texts: readonly string[]) => Promise<Vectors>
  /** How long the first of a batch waits for others, in milliseconds. While a batch is encoded the next one gathers anyway. Default 1. */
  readonly windowMs?: number
  /** Most queries of a batch. Default 64. */
  readonly largest?: number
  /** Most queries that wait. Default 256. */
  readonly queue?: number
}

interface Waiting { readonly text: string; readonly resolve: (vector: Vectors) => void; readonly reject: (error: unknown) => void }

/** Encodes queries that come one by one in batches: many at once cost little more than one. */
export interface QueryBatcher {
  /** @throws {OverloadedError} if too many wait; {AbortedError} at the signal. @returns one row. */
  encode(text: string, signal?: AbortSignal): Promise<Vectors>
}

/** Gathers queries for an encoder. */
export function queryBatcher({ encode, windowMs = 1, largest = 64, queue = 256 }: QueryBatcherOptions): QueryBatcher {
  const waiting = new Set<Waiting>()
  let running = false

  const runAll = async () => {
    running = true
    while (waiting.size > 0) {
      if (waiting.size < largest && windowMs > 0) await wait(windowMs)
      const batch = [...waiting].slice(0, largest)
      for (const each of batch) waiting.delete(each)
      if (batch.length === 0) continue
      try {
        const vectors = await encode(batch.map(({ text }) => text))
        batch.forEach(({ resolve }, i) => resolve({ data: row(vectors, i), count: 1, dimensions: vectors.dimensions }))
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    running = false
  }

  return {
    async encode(text, signal) {
      if (signal?.aborted) throw aborted(signal)
      if (waiting.size >= queue) throw new OverloadedError(`search: ${waiting.size} queries wait, at most ${queue} may. Try again in a moment.`, { waiting: waiting.size, queue })
      const { promise, resolve, reject } = Promise.withResolvers<Vectors>()
      const entry = { text, resolve, reject }
      waiting.add(entry)
      const onAbort = () => {
        waiting.delete(entry)
        reject(aborted(signal!))
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      if (!running) void runAll()
      return promise.finally(() => signal?.removeEventListener('abort', onAbort))
    },
  }
}

/** What the caller of a search gets who stopped it. */
export function aborted(signal: AbortSignal): AbortedError {
  return new AbortedError('search: stopped by the caller.', { cause: signal.reason })
}
