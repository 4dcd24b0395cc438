import { TowerkitError } from './towerkit-error.ts'

/** A worker died while it held the job. The job may be tried again. */
export class WorkerError extends TowerkitError {
  constructor(message: string, details: { readonly cause?: unknown; readonly [detail: string]: unknown } = {}) {
    super('worker', message, details)
  }
}
