import { TowerkitError } from './towerkit-error.ts'

/** An optional package is not installed. Install it. */
export class MissingPeerError extends TowerkitError {
  constructor(message: string, details: { readonly cause?: unknown; readonly [detail: string]: unknown } = {}) {
    super('missing-peer', message, details)
  }
}
