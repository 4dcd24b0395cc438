import { batchesByLength } from '@towerkit/backbones'
import { AbortedError, type EncodeOptions, type Vectors } from '@towerkit/core'
import type { Weight } from '@towerkit/graph'
import type { SessionPool } from '@towerkit/runtime'

/** Texts that are tokenised, sorted and encoded together: more gives less padding and later first results. */
const windowSize = 4096

/** What encoding takes beside the texts. */
export interface EncodeTextsContext extends EncodeOptions {
  /** Token ids of texts. */
  readonly tokenize: (texts: readonly string[]) => readonly Int32Array[]
  /** The tensors of rows of token ids. */
  readonly tensors: (rows: readonly Int32Array[]) => Record<string, Weight>
  readonly dimensions: number
  readonly pool: SessionPool
}

/** Encodes texts of any length in batches of similar length, and gives their rows in the order of the texts. */
export async function encodeTexts(texts: Iterable<string> | AsyncIterable<string>, { tokenize, tensors, dimensions, pool, signal, onProgress }: EncodeTextsContext): Promise<Vectors> {
  const total = Array.isArray(texts) ? texts.length : undefined
  const parts: Float32Array[] = []
  let done = 0
  for await (const window of windowsOf(texts)) {
    const ids = tokenize(window)
    const result = new Float32Array(window.length * dimensions)
    for (const batch of batchesByLength(ids.map(({ length }) => length))) {
      if (signal?.aborted) throw new AbortedError(`encode: stopped by the caller after ${done} texts.`, { done, cause: signal.reason })
      const { embeddings } = await pool.run(tensors(batch.map(index => ids[index]!)), { wait: true, ...(signal && { signal }) })
      const rows = embeddings!.data as Float32Array
      batch.forEach((index, row) => result.set(rows.subarray(row * dimensions, (row + 1) * dimensions), index * dimensions))
      done += batch.length
      onProgress?.({ done, total })
    }
    parts.push(result)
  }
  return { data: joined(parts), count: done, dimensions }
}

async function* windowsOf(texts: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string[]> {
  let window: string[] = []
  for await (const text of texts) {
    window.push(text)
    if (window.length === windowSize) {
      yield window
      window = []
    }
  }
  if (window.length > 0) yield window
}

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0]!
  const result = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}
