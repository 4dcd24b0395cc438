import type { Example } from './example.ts'

/** A position in the data, as plain JSON. */
export type SamplerState = Readonly<Record<string, unknown>>

/** A batch, and the position after it. */
export interface SampledBatch {
  readonly examples: readonly Example[]
  readonly state: SamplerState
}

/** Endless batches of examples, each with the position after it. */
export interface Sampler {
  next(): Promise<SampledBatch>
  /** Goes to the position after a batch; the next batches are those that followed it. Default: the start. */
  restore(state?: SamplerState): Promise<void>
  /** Identifies the data, as JSON: a run that is resumed with other data is refused. Default: nothing is known. */
  describe?(): Promise<unknown>
  /** True if its batches depend on the weights being trained. They are then never drawn ahead of a step. */
  readonly readsModel?: boolean
}
