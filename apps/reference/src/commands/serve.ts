import { once } from 'node:events'
import { startServer } from '../server/start-server.ts'
import { steadyHeap } from '../server/steady-heap.ts'
import { reportFiles } from '../stages/evaluate-stage.ts'
import { wholeNumber, type Command } from './command.ts'
import { openService, serviceOptions } from './open-service.ts'

export const serve: Command = {
  parameters: '',
  parameterCount: [0, 0],
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
    ...serviceOptions,
  },
  async run(context) {
    const { workspace, options, signal } = context
    const port = wholeNumber(options, 'port', [0, 65_535]) ?? 8080
    const rate = wholeNumber(options, 'rate', [1, 1e9])
    const apiKey = (options['api-key'] as string | undefined) ?? process.env['TOWERKIT_API_KEY']
    await using service = await openService(context, { mayBeEmpty: true })
    // Starts the tower's worker, for which nobody's first search should wait.
    await service.search({ query: 'start', limit: 1, signal })
    steadyHeap()
    const server = await startServer({
      service,
      port,
      apiKey,
      reportPath: workspace.path(reportFiles.html),
      signal,
      ...(typeof options['host'] === 'string' && { host: options['host'] }),
      ...(rate !== undefined && { limits: { requestsPerSecond: rate, burst: 2 * rate } }),
    })
    process.stdout.write(`${server.url}\n`)
    if (!signal.aborted) await once(signal, 'abort')
    await server.close()
    return { text: 'Stopped.', json: { url: server.url } }
  },
}
