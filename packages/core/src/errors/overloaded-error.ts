import { TowerkitError } from './towerkit-error.ts'

/** A bounded queue is full. Wait and try again, or raise the bound. */
export class OverloadedError extends TowerkitError {
  constructor(message: string, details: { readonly cause?: unknown; readonly [detail: string]: unknown } = {}) {
    super('overloaded', message, details)
  }
}
