import { TowerkitError } from './towerkit-error.ts'

/** A model file is malformed, or the runtime refuses it. Get or build another model. */
export class ModelError extends TowerkitError {
  constructor(message: string, details: { readonly cause?: unknown; readonly [detail: string]: unknown } = {}) {
    super('model', message, details)
  }
}
