import type { Server } from 'node:http'
import { isIPv6, type AddressInfo } from 'node:net'
import { AbortedError, ArgumentError } from '@towerkit/core'
import { createApplication } from './create-application.ts'
import type { ServedApi } from './served-api.ts'
import { serverLimits, type ServerLimits } from './server-limits.ts'

/** Options of `startServer`. */
export interface ServerOptions {
  /** Such as `searchApi({ service })`. */
  readonly api: ServedApi
  /** Address to listen on. On a loopback address only requests for localhost are taken. Default '127.0.0.1'. */
  readonly host?: string
  /** 0 takes a free one. */
  readonly port: number
  /** When given, the API and the metrics ask for it; the page and health do not. */
  readonly apiKey?: string | undefined
  /** Origins of web sites that may ask from a browser, or '*' for all. Default: none but the server's own page. */
  readonly corsOrigins?: readonly string[]
  /** Addresses or networks of proxies whose X-Forwarded-For names the client. Default: none. */
  readonly trustedProxies?: readonly string[]
  readonly limits?: Partial<ServerLimits>
  /** Stops the server. */
  readonly signal?: AbortSignal
}

/** A server that listens. */
export interface RunningServer {
  /** Such as http://127.0.0.1:8080. */
  readonly url: string
  /**
   * Takes no new requests, lets those in progress finish, for at most `limits.stopTimeoutMs`, and closes all
   * connections. May be called again; all calls end together.
   */
  close(): Promise<void>
}

/**
 * Serves an API over HTTP: what /openapi.json describes, the page, health and metrics.
 *
 * @throws ArgumentError where a limit, the key or the address cannot be used, or the port is taken.
 * @throws AbortedError if `signal` has aborted before.
 * @example
 * const server = await startServer({ api: searchApi({ service }), port: 8080 })
 * console.log(server.url)
 * await server.close()
 */
export async function startServer({
  api,
  host = '127.0.0.1',
  port,
  apiKey,
  corsOrigins = [],
  trustedProxies = [],
  limits,
  signal,
}: ServerOptions): Promise<RunningServer> {
  if (signal?.aborted)
    throw new AbortedError('startServer: the signal has aborted before the start.', { cause: signal.reason })
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new ArgumentError(`startServer: the port is ${String(port)}. Give one from 0 to 65535.`, { port })
  if (apiKey !== undefined && !/^[!-~]+$/.test(apiKey))
    throw new ArgumentError(
      'startServer: the key is empty or has characters that no header can carry. Use visible ASCII.',
    )
  const all = serverLimits(limits)
  const stopping = new AbortController(),
    stop = new AbortController()
  const application = await createApplication({
    api,
    limits: all,
    apiKey,
    host,
    corsOrigins,
    trustedProxies,
    stopping: stopping.signal,
    stop: stop.signal,
  })
  const answered = whenAllAreAnswered(application.server)
  await application.listen({ host, port }).catch(async (error: unknown) => {
    await application.close()
    throw cannotListen(error, host, port)
  })

  let closed: Promise<void> | undefined
  const close = () =>
    (closed ??= (async () => {
      stopping.abort()
      signal?.removeEventListener('abort', onAbort)
      const closeConnections = () => application.server.closeAllConnections()
      const timer = setTimeout(() => {
        stop.abort()
        // What was refused just now has a moment to leave.
        setTimeout(closeConnections, 100).unref()
      }, all.stopTimeoutMs)
      const closing = application.close()
      // For Node a connection on which nothing was asked yet is not idle: it would wait for it.
      void answered().then(closeConnections)
      await closing
      clearTimeout(timer)
    })())
  const onAbort = () => {
    void close()
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  return { url: urlOf(application.server.address() as AddressInfo, host), close }
}

/** Counts the requests of a server; the function waits until none is open. */
function whenAllAreAnswered(server: Server): () => Promise<void> {
  let open = 0
  const waiting: (() => void)[] = []
  server.on('request', (_request, response) => {
    open++
    response.once('close', () => {
      if (--open === 0) for (const resolve of waiting) resolve()
    })
  })
  return () => (open === 0 ? Promise.resolve() : new Promise(resolve => waiting.push(resolve)))
}

function cannotListen(error: unknown, host: string, port: number): unknown {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'is taken. Choose another port, or 0',
    EACCES: 'is not for this user. Choose a port from 1024',
    EADDRNOTAVAIL: 'is not an address of this machine. Choose another host',
    ENOTFOUND: 'has no address. Choose another host',
  }
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? '']
  return reason === undefined
    ? error
    : new ArgumentError(`startServer: ${host}:${port} ${reason}.`, { host, port, cause: error })
}

function urlOf({ port, address }: AddressInfo, host: string): string {
  const name = host === 'localhost' ? host : address
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}`
}
