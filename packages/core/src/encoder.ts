import type { Inputs } from './inputs.ts'
import type { Vectors } from './vectors.ts'

/** Options of every encoder. */
export interface EncodeOptions {
  /** Stops the work; the promise rejects with an `AbortedError`. */
  readonly signal?: AbortSignal
  /** Called after each batch with the number of inputs encoded so far. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number | undefined }) => void
}

/**
 * Turns inputs into vectors of one space. Implementations: `textEncoder`, and every other encoder package.
 *
 * `encode` keeps the order of its inputs: row `i` of the result belongs to input `i`.
 * No input gives no rows. One string in place of inputs, and an unknown option, are refused with an `ArgumentError`.
 * The conformance suite is `encoderConformance` in `@towerkit/core/testing`.
 */
export interface Encoder<Input> {
  /** Length of each vector. */
  readonly dimensions: number
  encode(inputs: Inputs<Input>, options?: EncodeOptions): Promise<Vectors>
  close(): Promise<void>
}
