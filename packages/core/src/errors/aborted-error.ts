import { TowerkitError } from './towerkit-error.ts'

/** The caller cancelled the work through its `AbortSignal`. */
export class AbortedError extends TowerkitError {
  constructor(message: string, details: { readonly cause?: unknown; readonly [detail: string]: unknown } = {}) {
    super('aborted', message, details)
  }
}
