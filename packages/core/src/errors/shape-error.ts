import { TowerkitError } from './towerkit-error.ts'

/** Tensor shapes or types do not fit together. Correct the call or the model. */
export class ShapeError extends TowerkitError {
  constructor(message: string, details: { readonly cause?: unknown; readonly [detail: string]: unknown } = {}) {
    super('shape', message, details)
  }
}
