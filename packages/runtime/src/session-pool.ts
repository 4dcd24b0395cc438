import { AbortedError, requireKnownOptions } from '@towerkit/core'
import { boundedQueue } from './bounded-queue.ts'
import { poolOfWorkers } from './pool-of-workers.ts'
import { poolWorkers } from './pool-workers.ts'
import type { SessionPool } from './session-pool-contract.ts'
import { poolOptionNames } from './session-option-names.ts'
import { checkPoolOptions, threadsOfWorker } from './session-pool-options.ts'
import type { SessionPoolOptions } from './session-pool-options.ts'
import type { Job } from './worker-slot.ts'

/**
 * Makes a pool and waits until all its workers are ready.
 *
 * A worker that dies (its thread ends by an error, a lack of heap, `process.exit`) is replaced and only its run fails.
 * A crash inside ONNX Runtime's native code still ends the whole process: no thread can contain it.
 *
 * @param model Bytes of an ONNX model, copied once for all workers, or its path.
 * @returns The pool. Close it, or declare it with `await using`; an idle pool does not keep the process alive.
 * @throws {ModelError} if the model is malformed or ONNX Runtime refuses it.
 * @throws {UnsupportedError} if none of the given devices is available.
 * @throws {WorkerError} if workers die again and again before they are ready.
 *
 * @example
 * const pool = await createSessionPool('model.onnx', { workers: 2 })
 * const results = await Promise.all(requests.map(x => pool.run({ x }, { wait: true })))
 */
export async function createSessionPool(
  model: Uint8Array | string,
  options: SessionPoolOptions = {},
): Promise<SessionPool> {
  requireKnownOptions('createSessionPool', options, poolOptionNames)
  const { workers = 1, maxQueue = 256, budget, onFallback, externalData = {}, profile, ...sessionOptions } = options
  checkPoolOptions({ workers, maxQueue })
  const threads = sessionOptions.threads ?? threadsOfWorker(workers, budget)
  const shared = {
    model: typeof model === 'string' ? model : share(model),
    externalData: Object.fromEntries(Object.entries(externalData).map(([path, data]) => [path, share(data)])),
  }
  const queue = boundedQueue<Job>(maxQueue)
  const starts = Array.from({ length: workers }, (_, index) => ({
    ...shared,
    // The date in the name of a profile does not tell workers apart.
    options: { ...sessionOptions, threads, ...(profile !== undefined && { profile: `${profile}-${index}` }) },
  }))
  const pool = poolWorkers(starts, { queue, threads, budget })
  try {
    const ready = await pool.ready
    if (onFallback !== undefined) ready.fallbacks.forEach(onFallback)
    return poolOfWorkers(ready, pool, queue)
  } catch (error) {
    await pool.stop(new AbortedError('createSessionPool: another worker failed.', { cause: error }))
    throw error
  }
}

function share(bytes: Uint8Array): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(bytes.byteLength)
  new Uint8Array(shared).set(bytes)
  return shared
}
