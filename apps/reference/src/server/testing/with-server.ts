import { connect } from 'node:net'
import { searchApi } from '../search-api.ts'
import type { ServedApi } from '../served-api.ts'
import { startServer, type ServerOptions } from '../start-server.ts'
import { memorySearchService, type MemorySearchService } from './memory-search-service.ts'

/** A server that a test talks to over HTTP. */
export interface AskedServer {
  readonly url: string
  /** `fetch` of a path; a body that is not text is sent as JSON. */
  ask(
    path: string,
    init?: {
      readonly method?: string
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
      readonly signal?: AbortSignal
    },
  ): Promise<Asked>
  /** Sends these bytes over a connection of their own and waits until the server closes it. */
  raw(text: string): Promise<string>
  close(): Promise<void>
}

/** A server of a search. */
export interface ServerUnderTest extends AskedServer {
  readonly service: MemorySearchService
}

/** An answer with its body read. */
export interface Asked {
  readonly status: number
  readonly headers: Headers
  readonly body: any
  readonly text: string
}

export const testDocuments = [
  {
    id: 'fs.watch',
    title: 'watch',
    text: 'Watch a file or a folder for changes.',
    metadata: { module: 'fs', since: 1, stable: true, description: 'Tells of every change to a file.' },
  },
  {
    id: 'fs.copyFile',
    title: 'copyFile',
    text: 'Copy a file to another place.',
    metadata: { module: 'fs', since: 8, stable: true },
  },
  {
    id: 'os/cpus',
    title: 'cpus',
    text: 'What the processors of the machine do.',
    metadata: { module: 'os', since: 1, stable: true },
  },
]

/** Runs a test against a server of its own, with the documents above, on a free port of 127.0.0.1, and closes it. */
export async function withServer(
  options: Partial<ServerOptions>,
  test: (server: ServerUnderTest) => Promise<void>,
): Promise<void> {
  const server = await openServer(options)
  try {
    await test(server)
  } finally {
    await server.close()
  }
}

/** Starts such a server, for several tests that change nothing. */
export async function openServer(options: Partial<ServerOptions> = {}): Promise<ServerUnderTest> {
  const service = memorySearchService(testDocuments)
  return { service, ...(await askedServer(searchApi({ service }), options)) }
}

/** Serves an API on a free port of 127.0.0.1. */
export async function askedServer(api: ServedApi, options: Partial<ServerOptions> = {}): Promise<AskedServer> {
  const { url, close } = await startServer({
    api,
    port: 0,
    ...options,
    limits: { requestsPerSecond: 10_000, burst: 10_000, stopTimeoutMs: 1_000, ...options.limits },
  })
  return { url, close, ask: (path, init) => ask(url + path, init), raw: text => raw(url, text) }
}

async function ask(
  url: string,
  {
    method,
    body,
    headers,
    signal,
  }: {
    readonly method?: string
    readonly body?: unknown
    readonly headers?: Readonly<Record<string, string>>
    readonly signal?: AbortSignal
  } = {},
): Promise<Asked> {
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: /json/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as unknown) : undefined,
  }
}

async function raw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  let received = ''
  socket.setEncoding('utf8').on('data', chunk => {
    received += String(chunk)
  })
  socket.write(text)
  await new Promise(resolve => socket.once('close', resolve))
  return received
}
