import { AbortedError, type Vectors } from '@towerkit/core'
import { writeOnnx } from '@towerkit/graph'
import { createSession, type Session } from '@towerkit/runtime'
import { denseGraph, type DenseModules } from './dense-modules.ts'

/** Rows of one run: few, so that the event loop turns in between. */
const rowsAtOnce = 64

/** How rows are mapped. */
export interface DenseHeadOptions {
  /** Scales results to unit length. */
  readonly normalize: boolean
  readonly signal?: AbortSignal | undefined
}

/**
 * Dense layers after what was pooled elsewhere. Sessions, for unit vectors and for raw ones, are made on first use, and
 * again after the weights have changed.
 */
export function denseHead({ layers, weights }: DenseModules, width: number) {
  const sessions = new Map<boolean, Promise<Session>>()
  const sessionFor = (normalize: boolean) => {
    const session =
      sessions.get(normalize) ??
      createSession(writeOnnx(denseGraph(layers, { width, normalize }), { weights }), { threads: 1 })
    sessions.set(normalize, session)
    return session
  }
  const dimensions = layers.at(-1)!.dimensions
  return {
    async *apply(
      pooled: AsyncIterable<Vectors>,
      { normalize, signal }: DenseHeadOptions,
    ): AsyncGenerator<Vectors, void, undefined> {
      let done = 0
      for await (const { data, count } of pooled) {
        const session = await sessionFor(normalize)
        const result = new Float32Array(count * dimensions)
        for (let start = 0; start < count; start += rowsAtOnce) {
          if (signal?.aborted)
            throw new AbortedError(`encode: stopped by the caller after ${done} texts.`, { done, cause: signal.reason })
          const rows = Math.min(rowsAtOnce, count - start)
          const { embeddings } = await session.run({
            pooled: {
              dtype: 'float32',
              shape: [rows, width],
              data: data.slice(start * width, (start + rows) * width) as Float32Array,
            },
          })
          result.set(embeddings!.data as Float32Array, start * dimensions)
          done += rows
        }
        yield { data: result, count, dimensions }
      }
    },
    async close(): Promise<void> {
      const open = [...sessions.values()]
      sessions.clear()
      await Promise.all(open.map(async session => (await session).close()))
    },
  }
}
