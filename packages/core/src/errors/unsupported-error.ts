import { TowerkitError } from './towerkit-error.ts'

/** The request is valid but this build, runtime or engine cannot do it. Choose another way. */
export class UnsupportedError extends TowerkitError {
  constructor(message: string, details: { readonly cause?: unknown; readonly [detail: string]: unknown } = {}) {
    super('unsupported', message, details)
  }
}
