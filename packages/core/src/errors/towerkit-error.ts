/** Marks the errors of every copy and version of this package, so that `TowerkitError.is` works across them. */
const marker = Symbol.for('towerkit.error')

/** What each `code` means is the doc comment of the class that carries it. */
export type ErrorCode =
  | 'aborted'
  | 'argument'
  | 'data'
  | 'diverged'
  | 'missing-peer'
  | 'model'
  | 'overloaded'
  | 'shape'
  | 'unsupported'
  | 'worker'

/**
 * Base of every error that Towerkit throws on purpose.
 *
 * Messages read `<function>: <fact with both values>. <remedy>.`; `details` carries the values themselves.
 *
 * @example
 * try { await encoder.encode(texts) } catch (error) {
 *   if (TowerkitError.is(error, 'shape')) console.error(error.details)
 * }
 */
export class TowerkitError extends Error {
  readonly code: ErrorCode
  /** The numbers and names of the message, for programs. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: ErrorCode,
    message: string,
    { cause, ...details }: { readonly cause?: unknown; readonly [detail: string]: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    this.details = details
    Object.defineProperty(this, marker, { value: true })
  }

  /** True for a Towerkit error, of the given code if one is given, whichever copy of the package made it. */
  static is(error: unknown, code?: ErrorCode): error is TowerkitError {
    return error instanceof Error && marker in error && (code === undefined || Reflect.get(error, 'code') === code)
  }
}
