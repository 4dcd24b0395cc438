import { AbortedError, ArgumentError, DataError, OverloadedError, requireKnownOptions } from '@towerkit/core'

/** How calls are gathered. */
export interface CallBatcherOptions<Call, Result> {
  /** Does several calls in one go. @returns a result for each, in their order. */
  readonly work: (calls: readonly Call[]) => Promise<readonly Result[]>
  /**
   * How long the first of a batch waits for others, in milliseconds. While a batch is worked on the next one gathers
   * anyway. Default 0.
   */
  readonly windowMs?: number
  /** Maximum number of calls in a batch. Default 64. */
  readonly largest?: number
  /** Maximum number of calls that wait. */
  readonly queue: number
  /** What is gathered, for messages. */
  readonly name: string
}

interface Waiting<Call, Result> {
  readonly call: Call
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * Does calls that come one by one in batches, one batch after the other, in their order: many at once cost little more
 * than one.
 */
export interface CallBatcher<Call, Result> {
  /** @throws {OverloadedError} if too many wait; {AbortedError} at the signal, if it has not begun. */
  do(call: Call, signal?: AbortSignal): Promise<Result>
  /** Resolves when nothing waits or runs. */
  idle(): Promise<void>
}

/**
 * Gathers calls.
 *
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * const encode = callBatcher({ name: 'encode', queue: 256, work: texts => rowsOf(encoder.encodeQueries(texts)) })
 * const [a, b] = await Promise.all([encode.do('first'), encode.do('second')]) // one call of the encoder
 */
export function callBatcher<Call, Result>(options: CallBatcherOptions<Call, Result>): CallBatcher<Call, Result> {
  const {
    work,
    windowMs = 0,
    largest = 64,
    queue,
    name,
  } = requireKnownOptions<CallBatcherOptions<Call, Result>>('callBatcher', options, {
    work: true,
    windowMs: true,
    largest: true,
    queue: true,
    name: true,
  })
  for (const [option, value] of Object.entries({ largest, queue }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new ArgumentError(`callBatcher: ${option} is ${value}. Give a whole number of at least 1.`, {
        [option]: value,
      })
  if (!(windowMs >= 0 && windowMs < Infinity))
    throw new ArgumentError(`callBatcher: windowMs is ${windowMs}. Give milliseconds of at least 0.`, { windowMs })
  const waiting = new Set<Waiting<Call, Result>>()
  let running: Promise<void> | undefined

  const runAll = async () => {
    while (waiting.size > 0) {
      if (windowMs > 0 && waiting.size < largest) await new Promise(resolve => setTimeout(resolve, windowMs))
      const batch = [...waiting].slice(0, largest)
      for (const each of batch) waiting.delete(each)
      try {
        const results = batch.length === 0 ? [] : await work(batch.map(({ call }) => call))
        if (results.length !== batch.length)
          throw new DataError(
            `${name}: ${results.length} results for ${batch.length} calls. Return a result for each, in their order.`,
            { results: results.length, calls: batch.length },
          )
        batch.forEach(({ resolve }, i) => resolve(results[i]!))
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    running = undefined
  }

  return {
    async do(call, signal) {
      if (signal?.aborted) throw aborted(name, signal)
      if (waiting.size >= queue)
        throw new OverloadedError(`${name}: ${waiting.size} wait, at most ${queue} may. Try again in a moment.`, {
          waiting: waiting.size,
          queue,
        })
      const { promise, resolve, reject } = Promise.withResolvers<Result>()
      const entry = { call, resolve, reject }
      waiting.add(entry)
      const onAbort = () => {
        waiting.delete(entry)
        reject(aborted(name, signal!))
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      running ??= runAll()
      return promise.finally(() => signal?.removeEventListener('abort', onAbort))
    },
    async idle() {
      await running
    },
  }
}

function aborted(name: string, signal: AbortSignal): AbortedError {
  return new AbortedError(`${name}: stopped by the caller.`, { cause: signal.reason })
}
