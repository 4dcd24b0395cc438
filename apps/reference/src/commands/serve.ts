import { once } from 'node:events'
import { startServer } from '../server/start-server.ts'
import { steadyHeap } from '../server/steady-heap.ts'
import { reportFiles } from '../stages/evaluate-stage.ts'
import { wholeNumber, type Command } from './command.ts'
import { openService, serviceOptions } from './open-service.ts'

export const serve: Command = {
  parameters: '',
  parameterCount: [0, 0],
  stopsByItself: true,
  details:
    'The address is written to standard output when it listens. SIGINT or SIGTERM lets requests in progress finish.',
  options: {
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
    ...serviceOptions,
  },
  async run(context) {
    const { workspace, options, signal } = context
    const port = wholeNumber(options, 'port', [0, 65_535]) ?? 8080
    const rate = wholeNumber(options, 'rate', [1, 1e9])
    const apiKey = (options['api-key'] as string | undefined) ?? process.env['TOWERKIT_API_KEY']
    await using service = await openService(context, {
      mayBeEmpty: true,
      onProblem: error => context.say(`Going on as before: ${error instanceof Error ? error.message : String(error)}`),
    })
    // Starts the tower's worker, for which nobody's first search should wait.
    await service.search({ query: 'start', limit: 1, signal })
    steadyHeap()
    const server = await startServer({
      service,
      port,
      apiKey,
      reportPath: workspace.path(reportFiles.html),
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
  },
}

function listed(text: string | boolean | undefined): string[] {
  return typeof text === 'string' ? text.split(',').map(each => each.trim()) : []
}
