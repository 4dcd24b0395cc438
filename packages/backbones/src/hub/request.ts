import { setTimeout as wait } from 'node:timers/promises'
import { AbortedError, ArgumentError, DataError, OverloadedError, TowerkitError } from '@towerkit/core'

/** How requests are repeated, and for whom. */
export interface RequestSettings {
  /** Public function, for messages. */
  readonly caller: string
  readonly attempts: number
  readonly retryDelayMs: number
  readonly signal: AbortSignal
}

/** The server may ask for a wait, but not for any. */
const longestWaitMs = 60_000

/** A failure that the next try may not have. */
export class PassingFailure extends Error {
  readonly waitMs: number | undefined

  constructor(
    message: string,
    { cause, waitMs }: { readonly cause?: unknown; readonly waitMs?: number | undefined } = {},
  ) {
    super(message, { cause })
    this.waitMs = waitMs
  }
}

/** Options of `request`. */
interface RequestOptions {
  readonly settings: RequestSettings
  readonly headers?: Record<string, string>
  /** Errors for some statuses, instead of the usual ones. */
  readonly refusal?: (status: number) => TowerkitError | undefined
}

/**
 * Sends one request. `fetch` drops the authorization when it is redirected to another origin.
 *
 * @returns the response if its status is of success, or 416.
 * @throws {PassingFailure} if the network fails, or the server is busy (408, 429, 5xx).
 * @throws {ArgumentError} for 404.
 * @throws {DataError} for any other refusal.
 */
export async function request(
  url: string,
  { settings: { caller, signal }, headers = {}, refusal = () => undefined }: RequestOptions,
): Promise<Response> {
  const response = await fetch(url, { signal, headers }).catch((cause: Error) => {
    throw new PassingFailure(`${url} cannot be reached: ${reasonOf(cause)}`, { cause })
  })
  const { status } = response
  if (response.ok || status === 416) return response
  await response.body?.cancel().catch(() => {})
  const refused = refusal(status)
  if (refused) throw refused
  if (status === 404)
    throw new ArgumentError(`${caller}: ${url} does not exist (status 404). Correct the address.`, { status, url })
  if (status === 408 || status === 429 || status >= 500) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    throw new PassingFailure(`${url} answers with status ${status}`, {
      waitMs: seconds >= 0 ? Math.min(seconds * 1_000, longestWaitMs) : undefined,
    })
  }
  throw new DataError(`${caller}: ${url} answers with status ${status}, expected 200. Check the address.`, {
    status,
    url,
  })
}

/**
 * Tries again, with growing waits, while `work` throws a `PassingFailure`; a try that got further counts as the first.
 *
 * @param progress Any number that grows when a try brings something.
 * @throws {AbortedError} at the signal.
 * @throws {OverloadedError} after the last try.
 */
export async function withRetries<Result>(
  work: () => Promise<Result>,
  { settings, progress = () => 0 }: { readonly settings: RequestSettings; readonly progress?: () => number },
): Promise<Result> {
  const { caller, attempts, retryDelayMs, signal } = settings
  let reached = progress()
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (cause) {
      if (signal.aborted) throw abortedError(settings)
      if (!(cause instanceof PassingFailure)) throw cause
      if (progress() > reached) [reached, attempt] = [progress(), 1]
      if (attempt >= attempts) {
        throw new OverloadedError(
          `${caller}: ${cause.message}; ${attempt} tries brought nothing. Try again later: what has come is kept. ` +
            `\`offline: true\` takes what the cache has.`,
          { cause, attempts },
        )
      }
      // Clients that failed together should not come back together.
      const waitMs = cause.waitMs ?? retryDelayMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)
      await wait(waitMs, undefined, { signal }).catch(() => {
        throw abortedError(settings)
      })
    }
  }
}

/** The error of a cancelled download; an error of another file of the same download passes through. */
export function abortedError({ caller, signal }: Pick<RequestSettings, 'caller' | 'signal'>): TowerkitError {
  const { reason } = signal as { reason: unknown }
  return TowerkitError.is(reason) ? reason : new AbortedError(`${caller}: cancelled by the signal.`, { cause: reason })
}

function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? cause.message : message
}
