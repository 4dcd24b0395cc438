import { ArgumentError } from '@towerkit/core'

/** What a server takes on before it refuses. */
export interface ServerLimits {
  /** Largest body of an insert, in bytes; of a search it is 64 KiB. Default 4 MiB. */
  readonly bodyBytes: number
  /** Requests a second that one client address may make on average. Default 50. */
  readonly requestsPerSecond: number
  /** Requests that one client address may make at once after a pause. Default 100. */
  readonly burst: number
  /** Requests to the API in progress; more are answered 503. Default 128. */
  readonly concurrentRequests: number
  /** Connections; more are closed at once. Default 1,024. */
  readonly connections: number
  /** Time in which a request, headers and body, must have arrived. Default 10,000. */
  readonly requestTimeoutMs: number
  /** Time in which the service must answer. Default 30,000. */
  readonly answerTimeoutMs: number
  /** Time that requests in progress have when the server stops. Default 10,000. */
  readonly stopTimeoutMs: number
}

const defaults: ServerLimits = {
  bodyBytes: 4 * 1024 * 1024,
  requestsPerSecond: 50,
  burst: 100,
  concurrentRequests: 128,
  connections: 1024,
  requestTimeoutMs: 10_000,
  answerTimeoutMs: 30_000,
  stopTimeoutMs: 10_000,
}

/**
 * Fills in the defaults.
 *
 * @throws ArgumentError for a limit that is not a positive number.
 */
export function serverLimits(limits: Partial<ServerLimits> = {}): ServerLimits {
  const all = { ...defaults, ...limits }
  for (const [name, value] of Object.entries(all)) {
    if (!(name in defaults))
      throw new ArgumentError(
        `startServer: no limit is called '${name}'. Use one of ${Object.keys(defaults).join(', ')}.`,
        { name },
      )
    if (!(Number.isFinite(value) && value > 0))
      throw new ArgumentError(`startServer: limits.${name} is ${String(value)}. Give a positive number.`, {
        name,
        value,
      })
  }
  return all
}
