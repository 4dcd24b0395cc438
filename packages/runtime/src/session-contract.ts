import type { Device } from './devices.ts'
import type { Tensors } from '@towerkit/core'
import type { ValueInfo } from './value-info.ts'

/** Options of one run. */
export interface RunOptions {
  /** Names of the outputs to compute. Default: all. */
  readonly outputs?: readonly string[]
  /**
   * Tensors to write outputs into. An output given here is this very object, its data written in place. Its memory may
   * be that of an input if no node reads that input after the node that writes it: `w' = w - step` may write `w`.
   */
  readonly into?: Tensors
}

/** A graph that is ready to run. */
export interface Session extends AsyncDisposable {
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly ValueInfo[]
  /** The device in use. */
  readonly device: Device
  /**
   * Runs the graph. Feeds are read in place, without a copy: do not change them until the promise settles. The work is
   * synchronous inside: the event loop stands still meanwhile. Use `createSessionPool` in a server.
   *
   * @param feeds A tensor for each input. Views into larger buffers are fine.
   * @returns A tensor for each output.
   * @throws {ArgumentError} for missing or unknown names or a wrong dtype, or if the session is closed.
   * @throws {ShapeError} for shapes that do not fit.
   * @throws {ModelError} if an operation fails.
   */
  run(feeds: Tensors, options?: RunOptions): Promise<Tensors>
  /** Waits for the runs under way and frees the graph. A second call does nothing. */
  close(): Promise<void>
}
