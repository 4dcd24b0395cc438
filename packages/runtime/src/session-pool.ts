import { AbortedError, ArgumentError, OverloadedError, requireKnownOptions } from '@towerkit/core'
import { abortable } from './abortable.ts'
import { boundedQueue } from './bounded-queue.ts'
import type { BoundedQueue } from './bounded-queue.ts'
import { checkFeeds, checkOutputs } from './check-feeds.ts'
import type { Device } from './devices.ts'
import { poolWorkers } from './pool-workers.ts'
import type { PoolWorkers } from './pool-workers.ts'
import { checkPoolOptions, threadsOfWorker } from './session-pool-options.ts'
import type { SessionPoolOptions } from './session-pool-options.ts'
import type { Tensors } from './tensor.ts'
import type { ValueInfo } from './value-info.ts'
import type { WorkerReady } from './worker-messages.ts'
import type { Job } from './worker-slot.ts'

/** What one run of a pool takes besides its inputs. */
export interface PoolRunOptions {
  /** Names of the outputs to compute. Default: all. */
  readonly outputs?: readonly string[]
  /** Cancels: a queued run never starts; a run under way is rejected at once and its result dropped when it comes. */
  readonly signal?: AbortSignal
  /** When the queue is full, wait for a place instead of being refused. Default false. */
  readonly wait?: boolean
}

/** How a pool closes. */
export interface PoolCloseOptions {
  /** True lets queued runs and those under way finish; false rejects them with an `AbortedError`. Default true. */
  readonly drain?: boolean
}

/** Sessions in worker threads behind one queue: the event loop stays free while graphs run. */
export interface SessionPool extends AsyncDisposable {
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly ValueInfo[]
  /** The device in use. */
  readonly device: Device
  /** Runs in the queue. */
  readonly queued: number
  /** Workers that are not lost. */
  readonly workers: number
  /**
   * Runs the graph in the next free worker, in the order of calls. Feeds are copied when the run starts: leave them
   * alone until the promise settles. Results are handed over without a copy.
   *
   * @param feeds A tensor for each input. Views into larger buffers are fine.
   * @returns A tensor for each output.
   * @throws {OverloadedError} if the queue is full and `wait` is not set.
   * @throws {AbortedError} if the signal cancels it, or the pool is closed without draining.
   * @throws {WorkerError} if its worker dies, which may be tried again, or if all workers are lost.
   * @throws {ArgumentError} for missing or unknown names or a wrong dtype, or if the pool is closed.
   * @throws {ShapeError} for shapes that do not fit.
   * @throws {ModelError} if an operation fails.
   */
  run(feeds: Tensors, options?: PoolRunOptions): Promise<Tensors>
  /** Resolves when the queue has a place that no earlier call waits for. The place is not reserved. */
  ready(options?: { readonly signal?: AbortSignal }): Promise<void>
  /** Refuses further runs, ends the workers and frees the graph. A second call does nothing. */
  close(options?: PoolCloseOptions): Promise<void>
}

/**
 * Makes a pool and waits until all its workers are ready.
 *
 * A worker that dies (its thread ends by an error, a lack of heap, `process.exit`) is replaced and only its run fails.
 * A crash inside ONNX Runtime's native code still ends the whole process: no thread can contain it.
 *
 * @param model Bytes of an ONNX model, copied once for all workers, or its path.
 * @returns The pool. Close it, or declare it with `await using`; an idle pool does not keep the process alive.
 * @throws {ModelError} if the model is malformed or ONNX Runtime refuses it.
 * @throws {UnsupportedError} if no wanted device is there.
 * @throws {WorkerError} if workers die again and again before they are ready.
 *
 * @example
 * await using pool = await createSessionPool('model.onnx', { workers: 2 })
 * const results = await Promise.all(requests.map(x => pool.run({ x }, { wait: true })))
 */
export async function createSessionPool(
  model: Uint8Array | string,
  options: SessionPoolOptions = {},
): Promise<SessionPool> {
  requireKnownOptions<SessionPoolOptions>('createSessionPool', options, {
    workers: true,
    threads: true,
    maxQueue: true,
    budget: true,
    device: true,
    onFallback: true,
    optimization: true,
    arena: true,
    profile: true,
    externalData: true,
  })
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
    return toPool(ready, pool, queue)
  } catch (error) {
    await pool.stop(new AbortedError('createSessionPool: another worker failed.', { cause: error }))
    throw error
  }
}

function toPool({ inputs, outputs, device }: WorkerReady, workers: PoolWorkers, queue: BoundedQueue<Job>): SessionPool {
  const unsettled = new Set<Promise<unknown>>()
  let closed: Promise<void> | undefined

  const checkUsable = () => {
    if (closed !== undefined) throw new ArgumentError('session pool: the pool is closed. Create another one.')
    if (workers.lost !== undefined) throw workers.lost
  }
  const enqueue = (job: Job, wait: boolean) => {
    if (wait) queue.addWhenRoom(job)
    else if (!queue.add(job)) {
      const queued = queue.size
      job.reject(
        new OverloadedError(`session pool: ${queued} runs are queued. Try later, set "wait", or raise maxQueue.`, {
          queued,
        }),
      )
    }
    workers.pump()
  }
  const close = async (drain: boolean) => {
    if (drain) await Promise.allSettled(unsettled)
    const reason = new AbortedError('session pool: the pool was closed before the run was done.')
    for (const job of queue.clear()) job.reject(reason)
    await workers.stop(drain ? undefined : reason)
  }
  const closeOnce = ({ drain = true }: PoolCloseOptions = {}) => (closed ??= close(drain))

  return {
    inputs,
    outputs,
    device,
    get queued() {
      return queue.size
    },
    get workers() {
      return workers.count
    },
    async run(feeds, { outputs: wanted, signal, wait = false } = {}) {
      checkUsable()
      checkFeeds(feeds, inputs, 'session pool')
      checkOutputs(wanted, {}, outputs, 'session pool')
      const done = abortable<Tensors>(signal, (resolve, reject) => {
        const job: Job = { feeds, outputs: wanted, resolve, reject }
        enqueue(job, wait)
        return () => queue.remove(job)
      })
      unsettled.add(done)
      try {
        return await done
      } finally {
        unsettled.delete(done)
      }
    },
    async ready({ signal } = {}) {
      checkUsable()
      await abortable<void>(signal, resolve => {
        queue.notifyWhenRoom(resolve)
        return () => queue.remove(resolve)
      })
      checkUsable()
    },
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  }
}

function share(bytes: Uint8Array): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(bytes.byteLength)
  new Uint8Array(shared).set(bytes)
  return shared
}
