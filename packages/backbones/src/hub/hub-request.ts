import { setTimeout as wait } from 'node:timers/promises'
import { AbortedError, ArgumentError, DataError, OverloadedError, TowerkitError } from '@towerkit/core'
import type { HubSettings } from './hub-options.ts'

/** The server may ask for a wait, but not for any. */
const longestWaitMs = 60_000

/** A failure that the next try may not have. */
export class PassingFailure extends Error {
  readonly waitMs: number | undefined

  constructor(message: string, { cause, waitMs }: { readonly cause?: unknown; readonly waitMs?: number | undefined } = {}) {
    super(message, { cause })
    this.waitMs = waitMs
  }
}

/**
 * Sends one request to the hub. The token goes to the endpoint alone: `fetch` drops it when it is redirected to another origin.
 *
 * @throws {PassingFailure} if the network fails, or the server is busy (408, 429, 5xx).
 * @throws {ArgumentError} for 401, 403 and 404.
 * @throws {DataError} for any other refusal.
 */
export async function hubRequest(path: string, { settings, headers = {} }: { readonly settings: HubSettings; readonly headers?: Record<string, string> }): Promise<Response> {
  const { endpoint, token, signal, name, revision } = settings
  const url = `${endpoint}${path}`
  const response = await fetch(url, { signal, headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) } })
    .catch((cause: Error) => { throw new PassingFailure(`${url} cannot be reached: ${reasonOf(cause)}`, { cause }) })
  const { status } = response
  if (response.ok || status === 416) return response
  await response.body?.cancel().catch(() => {})
  const details = { status, url, name, revision }
  if (status === 401 || status === 403) {
    const remedy = token ? 'Ask for access to it, or give another token' : 'Correct the name, or give the token of an account that may read it (`token`, HF_TOKEN)'
    throw new ArgumentError(`downloadModel: the hub does not let you read "${name}" (status ${status}): it is private, gated or does not exist. ${remedy}.`, details)
  }
  if (status === 404) throw new ArgumentError(`downloadModel: ${url} does not exist (status 404). Correct the name "${name}" or the revision "${revision}".`, details)
  if (status === 408 || status === 429 || status >= 500) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    throw new PassingFailure(`${url} answers with status ${status}`, { waitMs: seconds >= 0 ? Math.min(seconds * 1_000, longestWaitMs) : undefined })
  }
  throw new DataError(`downloadModel: ${url} answers with status ${status}, expected 200. Check the endpoint.`, details)
}

/**
 * Tries again, with growing waits, while `work` throws a `PassingFailure`; a try that got further counts as the first.
 *
 * @param progress Any number that grows when a try brings something.
 * @throws {AbortedError} at the signal.
 * @throws {OverloadedError} after the last try.
 */
export async function withRetries<Result>(work: () => Promise<Result>, { settings, progress = () => 0 }: { readonly settings: HubSettings; readonly progress?: () => number }): Promise<Result> {
  const { attempts, retryDelayMs, signal } = settings
  let reached = progress()
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (cause) {
      if (signal.aborted) throw abortedError(signal)
      if (!(cause instanceof PassingFailure)) throw cause
      if (progress() > reached) [reached, attempt] = [progress(), 1]
      if (attempt >= attempts) {
        throw new OverloadedError(`downloadModel: ${cause.message}; ${attempt} tries brought nothing. Try again later: what has come is kept. \`offline: true\` takes what the cache has.`, { cause, attempts })
      }
      // Clients that failed together should not come back together.
      const waitMs = cause.waitMs ?? retryDelayMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)
      await wait(waitMs, undefined, { signal }).catch(() => { throw abortedError(signal) })
    }
  }
}

/** The error of a cancelled download; an error of another file of the same download passes through. */
export function abortedError(signal: AbortSignal): TowerkitError {
  const { reason } = signal as { reason: unknown }
  return TowerkitError.is(reason) ? reason : new AbortedError('downloadModel: cancelled by the signal.', { cause: reason })
}

function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? cause.message : message
}
