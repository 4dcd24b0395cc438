import { TowerkitError } from './towerkit-error.ts'

/** Input data is malformed, truncated or contradicts itself. Correct the data. */
export class DataError extends TowerkitError {
  constructor(message: string, details: { readonly cause?: unknown; readonly [detail: string]: unknown } = {}) {
    super('data', message, details)
  }
}
