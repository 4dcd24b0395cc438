import type { Device } from './devices.ts'
import type { Tensors } from '@towerkit/core'
import type { ValueInfo } from './value-info.ts'

/** Options of one run of a pool. */
export interface PoolRunOptions {
  /** Names of the outputs to compute. Default: all. */
  readonly outputs?: readonly string[]
  /** Cancels: a queued run never starts; a run under way is rejected at once and its result dropped when it comes. */
  readonly signal?: AbortSignal
  /** Waits for room when the queue is full, instead of being refused. Default false. */
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
   * Runs the graph in the next free worker, in the order of calls. Feeds are copied when the run starts: do not change
   * them until the promise settles. Results are handed over without a copy.
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
  /** Resolves when the queue has room that no earlier call waits for. The room is not reserved. */
  ready(options?: { readonly signal?: AbortSignal }): Promise<void>
  /** Refuses further runs, ends the workers and frees the graph. A second call does nothing. */
  close(options?: PoolCloseOptions): Promise<void>
}
