import { availableParallelism } from 'node:os'
import { batchesByLength } from '@towerkit/backbones'
import { AbortedError, type EncodeOptions, type Vectors } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import type { SessionPool } from '@towerkit/runtime'
import type { Texts } from './prompted-encoder.ts'
import { tokenizeInTurns } from './tokenize-in-turns.ts'

/**
 * Texts that are sorted and encoded together: the first few, so that work begins soon, then twice as many each time,
 * because more texts of similar length make fuller batches.
 */
const firstWindow = 256
const largestWindow = 4096
/** Tokens of the first window, and tokens of a batch without padding, from which on batches are made of one length. */
const manyTokens = 4096
const fullBatch = 128
/** Tokens, padding included, of one run for each of its threads: enough to fill a core, few enough for its caches. */
const tokensPerThread = 512

/** Everything encoding needs besides the texts. */
export interface EncodeWindowsContext extends EncodeOptions {
  /** Token ids of texts. */
  readonly tokenize: (texts: readonly string[]) => readonly Int32Array[]
  /** The tensors of rows of token ids. */
  readonly tensors: (rows: readonly Int32Array[]) => Record<string, Tensor>
  readonly dimensions: number
  /** Runs batches; `even` ones are without padding. */
  readonly pool: (even: boolean) => Promise<Pick<SessionPool, 'run' | 'workers'>>
  /** Threads of each worker of a pool; undefined for its share of the cores. */
  readonly threads: number | undefined
}

/**
 * Encodes texts of any length in batches of similar length, some hundreds or thousands at a time, and gives their rows
 * in the order of the texts. While one window runs the next is read and tokenised, and no other.
 */
export async function* encodeWindows(
  texts: Texts,
  context: EncodeWindowsContext,
): AsyncGenerator<Vectors, void, undefined> {
  const { signal, onProgress } = context
  const total = Array.isArray(texts) ? texts.length : undefined
  const source = windowsOf(texts)
  let done = 0
  const stopIfAsked = () => {
    if (signal?.aborted)
      throw new AbortedError(`encode: stopped by the caller after ${done} texts.`, { done, cause: signal.reason })
  }
  const prepare = async () => {
    const { value: window } = await source.next()
    return window && tokenizeInTurns(window, context.tokenize, stopIfAsked)
  }
  try {
    let even: boolean | undefined
    let next = prepare()
    for (let rows = await next; rows !== undefined; rows = await next) {
      stopIfAsked()
      next = prepare()
      // It may fail before it is awaited.
      next.catch(() => undefined)
      even ??= isWorthEven(rows)
      yield await encodeRows(rows, {
        ...context,
        even,
        onBatch: size => onProgress?.({ done: (done += size), total }),
        stopIfAsked,
      })
    }
  } finally {
    // Not awaited: a source that gives nothing more would hold back an abort.
    source.return(undefined).catch(() => undefined)
  }
}

interface EncodeRowsContext extends Omit<EncodeWindowsContext, 'onProgress'> {
  readonly even: boolean
  readonly onBatch: (size: number) => void
  readonly stopIfAsked: () => void
}

/** Runs the batches of a window, in each worker one and the next one waiting. */
async function encodeRows(
  rows: readonly Int32Array[],
  { tensors, dimensions, pool, threads, signal, even, onBatch, stopIfAsked }: EncodeRowsContext,
): Promise<Vectors> {
  const sessions = await pool(even)
  const result = new Float32Array(rows.length * dimensions)
  const budget = tokensPerThread * (threads ?? Math.max(1, Math.floor(availableParallelism() / sessions.workers)))
  // The largest first, so that at the end no worker waits long for another.
  const batches = batchesByLength(
    rows.map(({ length }) => length),
    { budget, even },
  )
    .reverse()
    .values()
  let failed = false
  const work = async () => {
    for (const batch of batches) {
      if (failed) return
      stopIfAsked()
      const { embeddings } = await sessions.run(tensors(batch.map(index => rows[index]!)), {
        wait: true,
        ...(signal && { signal }),
      })
      const encoded = embeddings!.data as Float32Array
      batch.forEach((index, row) =>
        result.set(encoded.subarray(row * dimensions, (row + 1) * dimensions), index * dimensions),
      )
      onBatch(batch.length)
    }
  }
  await Promise.all(
    Array.from({ length: 2 * sessions.workers }, () =>
      work().catch(error => {
        failed = true
        throw error
      }),
    ),
  )
  return { data: result, count: rows.length, dimensions }
}

/** Whether texts are so many, and of so few lengths, that batches of one length are full enough. */
function isWorthEven(rows: readonly Int32Array[]): boolean {
  const tokens = rows.reduce((sum, { length }) => sum + length, 0)
  return tokens >= manyTokens && tokens >= fullBatch * new Set(rows.map(({ length }) => length)).size
}

async function* windowsOf(texts: Texts): AsyncGenerator<string[], void, undefined> {
  let size = firstWindow
  let window: string[] = []
  for await (const text of texts) {
    window.push(text)
    if (window.length < size) continue
    yield window
    window = []
    size = Math.min(2 * size, largestWindow)
  }
  if (window.length > 0) yield window
}
