import type { Example } from './towers.ts'

/** A position in the data, as plain JSON. */
export type SamplerState = Readonly<Record<string, unknown>>

/** Endless batches of examples, whose position can be stored and put back. */
export interface Sampler {
  next(): Promise<readonly Example[]>
  state(): SamplerState
  /** Goes to a stored position; the next batches are those that followed it. */
  restore(state: SamplerState): Promise<void>
}
