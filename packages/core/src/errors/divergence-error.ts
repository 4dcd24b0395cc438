import { TowerkitError } from './towerkit-error.ts'

/** A training run produced a value that is not finite. Continue from the last checkpoint with other settings. */
export class DivergenceError extends TowerkitError {
  constructor(message: string, details: { readonly cause?: unknown; readonly [detail: string]: unknown } = {}) {
    super('diverged', message, details)
  }
}
