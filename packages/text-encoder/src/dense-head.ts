import { AbortedError, type Vectors } from '@towerkit/core'
import { writeOnnx } from '@towerkit/graph'
import { createSession, servedGraphs, type Session } from '@towerkit/runtime'
import { denseGraph, type DenseModules } from './dense-modules.ts'

/** Rows of one run: few, so that the event loop turns in between. */
const rowsAtOnce = 64

/** How rows are mapped. */
export interface DenseHeadOptions {
  /** Scales results to unit length. */
  readonly normalize: boolean
  readonly signal?: AbortSignal | undefined
}

/** Dense layers after what was pooled elsewhere, in graphs for unit vectors and for raw ones. */
export function denseHead({ layers, weights }: DenseModules, width: number) {
  const graphs = servedGraphs<Session>()
  const dimensions = layers.at(-1)!.dimensions
  return {
    async *apply(
      pooled: AsyncIterable<Vectors>,
      { normalize, signal }: DenseHeadOptions,
    ): AsyncGenerator<Vectors, void, undefined> {
      let done = 0
      for await (const { data, count } of pooled) {
        const session = await graphs.open(normalize ? 'unit' : 'raw', () =>
          createSession(writeOnnx(denseGraph(layers, { width, normalize }), { weights }), { threads: 1 }),
        )
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
    /** Call it after the weights change. */
    renew: graphs.renew,
    close: graphs.close,
  }
}
