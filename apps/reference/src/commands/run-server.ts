import { once } from 'node:events'
import type { ServedApi } from '../server/served-api.ts'
import { startServer } from '../server/start-server.ts'
import { steadyHeap } from '../server/steady-heap.ts'
import { wholeNumber, type CommandContext, type CommandOption, type CommandResult } from './command.ts'

/** Options of commands that serve. */
export const serverOptions: Readonly<Record<string, CommandOption>> = {
  port: { type: 'string', value: '<number>', help: 'default 8080; 0 takes a free one' },
  host: { type: 'string', value: '<address>', help: 'default 127.0.0.1, which only this machine reaches' },
  'api-key': {
    type: 'string',
    value: '<key>',
    help: 'asked of every request to the API; default TOWERKIT_API_KEY, else none',
  },
  rate: { type: 'string', value: '<number>', help: 'requests a second that one client may make; default 50' },
  cors: {
    type: 'string',
    value: '<origins>',
    help: 'web sites that may ask from a browser, such as https://example.org, separated by commas; * is all',
  },
  'trusted-proxies': {
    type: 'string',
    value: '<addresses>',
    help: 'proxies whose X-Forwarded-For names the client, such as 10.0.0.0/8, separated by commas',
  },
}

/** What the help of commands that serve says of how they begin and end. */
export const serverDetails =
  'The address is written to standard output when it listens. SIGINT or SIGTERM lets requests in progress finish.'

/** What is served. */
export interface Served {
  readonly api: ServedApi
  /** A first question, so that nobody waits for what it opens. */
  warmUp(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** Opens what is served, and serves it until the command is told to stop. */
export async function runServer(
  { options, signal }: CommandContext,
  open: () => Promise<Served>,
): Promise<CommandResult> {
  const port = wholeNumber(options, 'port', [0, 65_535]) ?? 8080
  const rate = wholeNumber(options, 'rate', [1, 1e9])
  const { api, warmUp, close } = await open()
  try {
    await warmUp(signal)
    steadyHeap()
    const server = await startServer({
      api,
      port,
      apiKey: (options['api-key'] as string | undefined) ?? process.env['TOWERKIT_API_KEY'],
      signal,
      corsOrigins: listed(options['cors']),
      trustedProxies: listed(options['trusted-proxies']),
      ...(typeof options['host'] === 'string' && { host: options['host'] }),
      ...(rate !== undefined && { limits: { requestsPerSecond: rate, burst: 2 * rate } }),
    })
    process.stdout.write(`${server.url}\n`)
    if (!signal.aborted) await once(signal, 'abort')
    await server.close()
    return { text: 'Stopped.', json: { url: server.url } }
  } finally {
    await close()
  }
}

function listed(text: string | boolean | undefined): string[] {
  return typeof text === 'string' ? text.split(',').map(each => each.trim()) : []
}
