import { TowerkitError } from './towerkit-error.ts'

/** An argument is outside what the function accepts. Correct the call. */
export class ArgumentError extends TowerkitError {
  constructor(message: string, details: { readonly cause?: unknown; readonly [detail: string]: unknown } = {}) {
    super('argument', message, details)
  }
}
