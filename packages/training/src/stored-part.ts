import type { Tensors } from '@towerkit/runtime'

/** A part of a run that its checkpoints hold. */
export interface StoredPart {
  /** Its tensors at present, by names of its own. */
  tensors(): Tensors
  /** Goes on from the tensors that it gave once. */
  restore(tensors: Tensors): void
}
