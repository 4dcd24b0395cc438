import { availableParallelism } from 'node:os'
import { AbortedError, ArgumentError, OverloadedError } from '@towerkit/core'
import type { TowerkitError } from '@towerkit/core'
import { abortable } from './abortable.ts'
import { boundedQueue } from './bounded-queue.ts'
import type { BoundedQueue } from './bounded-queue.ts'
import { checkFeeds, checkOutputs } from './check-feeds.ts'
import type { Device } from './devices.ts'
import type { SessionOptions } from './session-options.ts'
import type { Tensors } from './tensor.ts'
import type { ValueInfo } from './value-info.ts'
import type { WorkerReady } from './worker-messages.ts'
import { workerSlot } from './worker-slot.ts'
import type { Job, WorkerSlot } from './worker-slot.ts'

/** How a pool runs its graph: the options of a session, and these. */
export interface SessionPoolOptions extends SessionOptions {
  /** Worker threads, each with a session and its weights. Default 1: all cores work on one run after the other. */
  readonly workers?: number
  /** Threads within one operation of one worker. Default: the cores of the machine divided by the workers. */
  readonly threads?: number
  /** Most runs that are queued besides those under way, at least 1. Default 256. */
  readonly maxQueue?: number
}

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
  const { workers = 1, maxQueue = 256, onFallback, externalData = {}, profile, ...sessionOptions } = options
  for (const [name, value] of Object.entries({ workers, maxQueue })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ArgumentError(`createSessionPool: ${name} is ${value}, expected a whole number of at least 1.`, {
        [name]: value,
      })
    }
  }
  const threads = Math.max(1, Math.floor(availableParallelism() / workers))
  const shared = {
    model: typeof model === 'string' ? model : share(model),
    externalData: Object.fromEntries(Object.entries(externalData).map(([path, data]) => [path, share(data)])),
  }
  const queue = boundedQueue<Job>(maxQueue)
  let lost: TowerkitError | undefined

  const pump = () => {
    for (const slot of slots) {
      while (slot.state === 'idle') {
        const job = queue.take()
        if (job === undefined) return
        slot.run(job)
      }
    }
  }
  const onDead = (error: TowerkitError) => {
    if (slots.some(({ state }) => state !== 'dead')) return
    lost = error
    for (const job of queue.clear()) job.reject(error)
  }
  const slots = Array.from({ length: workers }, (_, index) =>
    workerSlot(
      {
        ...shared,
        // The date in the name of a profile does not tell workers apart.
        options: { threads, ...sessionOptions, ...(profile === undefined ? {} : { profile: `${profile}-${index}` }) },
      },
      { onIdle: pump, onDead },
    ),
  )
  const stopAll = (reason?: TowerkitError) => Promise.all(slots.map(slot => slot.stop(reason)))

  try {
    const [ready] = await Promise.all(slots.map(slot => slot.ready))
    if (onFallback !== undefined) ready!.fallbacks.forEach(onFallback)
    return toPool({ ready: ready!, slots, queue, pump, stopAll, lost: () => lost })
  } catch (error) {
    await stopAll(new AbortedError('createSessionPool: another worker failed.', { cause: error }))
    throw error
  }
}

interface PoolParts {
  readonly ready: WorkerReady
  readonly slots: readonly WorkerSlot[]
  readonly queue: BoundedQueue<Job>
  pump(): void
  stopAll(reason?: TowerkitError): Promise<unknown>
  lost(): TowerkitError | undefined
}

function toPool({ ready: { inputs, outputs, device }, slots, queue, pump, stopAll, lost }: PoolParts): SessionPool {
  const unsettled = new Set<Promise<unknown>>()
  let closed: Promise<void> | undefined

  const checkUsable = () => {
    if (closed !== undefined) throw new ArgumentError('session pool: the pool is closed. Create another one.')
    const error = lost()
    if (error !== undefined) throw error
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
    pump()
  }
  const close = async (drain: boolean) => {
    if (drain) await Promise.allSettled(unsettled)
    const reason = new AbortedError('session pool: the pool was closed before the run was done.')
    for (const job of queue.clear()) job.reject(reason)
    await stopAll(drain ? undefined : reason)
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
      return slots.filter(({ state }) => state !== 'dead').length
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
