import { STATUS_CODES } from 'node:http'
import { TowerkitError, type ErrorCode } from '@towerkit/core'

/** An error as clients see it (RFC 9457). */
export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly detail: string
  /** For programs: the code of the Towerkit error, or of the server's own refusal. */
  readonly code: string
  /** The id of the request, as in the header x-request-id. */
  readonly instance: string
}

/** A refusal of the server's own. */
export interface Refusal extends Error {
  readonly refusal: {
    readonly status: number
    readonly code: string
    readonly headers: Readonly<Record<string, string>>
  }
}

/** Makes an error that is answered with this status; `detail` is shown to the client. */
export function refusal(
  status: number,
  code: string,
  detail: string,
  { headers = {} }: { readonly headers?: Readonly<Record<string, string>> } = {},
): Refusal {
  return Object.assign(new Error(detail), { refusal: { status, code, headers } })
}

const statuses: Partial<Record<ErrorCode, number>> = {
  argument: 400,
  shape: 400,
  unsupported: 422,
  overloaded: 503,
  aborted: 503,
}

/**
 * Turns an error into the answer's problem and headers. What is not meant for clients becomes a 500 that says nothing.
 */
export function problemOf(
  error: unknown,
  instance: string,
): { readonly problem: Problem; readonly headers: Readonly<Record<string, string>> } {
  const { status, code, detail, headers } = describe(error)
  const retry: Record<string, string> = status === 503 && !('retry-after' in headers) ? { 'retry-after': '1' } : {}
  return {
    problem: { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code, instance },
    headers: { ...headers, ...retry },
  }
}

function describe(error: unknown): {
  status: number
  code: string
  detail: string
  headers: Readonly<Record<string, string>>
} {
  if (error instanceof Error && 'refusal' in error) return { detail: error.message, ...(error as Refusal).refusal }
  const known = TowerkitError.is(error) ? statuses[error.code] : undefined
  if (TowerkitError.is(error) && known !== undefined)
    return { status: known, code: error.code, detail: error.message, headers: {} }
  const { statusCode, message, validation } = error as { statusCode?: unknown; message?: unknown; validation?: unknown }
  if (!TowerkitError.is(error) && typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return {
      status: statusCode,
      code: validation === undefined ? (codes[statusCode] ?? 'request') : 'argument',
      detail: String(message),
      headers: {},
    }
  }
  return {
    status: 500,
    code: 'internal',
    detail: 'The server failed. Its log has the cause, under the id of this request.',
    headers: {},
  }
}

const codes: Readonly<Record<number, string>> = {
  404: 'not-found',
  408: 'timeout',
  413: 'too-large',
  414: 'too-large',
  415: 'media-type',
  431: 'too-large',
}
