import { loadTestQueries } from '../prepare/load-training-data.ts'
import type { SearchMode, SearchService } from '../search-service.ts'
import { AbortedError, DataError } from '@towerkit/core'
import { wholeNumber, type Command } from './command.ts'
import { openService, serviceOptions } from './open-service.ts'

/** Latency and throughput of one way to ask. */
export interface BenchRow {
  readonly mode: SearchMode
  readonly concurrency: number
  readonly queries: number
  readonly queriesPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export const bench: Command = {
  parameters: '',
  parameterCount: [0, 0],
  details: 'Asks the held-out queries, each concurrency for some seconds.',
  options: {
    seconds: { type: 'string', value: '<number>', help: 'time of each measurement; default 3' },
    ...serviceOptions,
  },
  async run(context) {
    const seconds = wholeNumber(context.options, 'seconds', [1, 3600]) ?? 3
    const queries = (await loadTestQueries(context.workspace)).map(({ text }) => text)
    if (queries.length === 0)
      throw new DataError('bench: there are no held-out queries. Prepare documents with titles, or a BEIR folder.')
    await using service = await openService(context)
    const modes: readonly SearchMode[] = service.status().dense ? ['lexical', 'dense', 'hybrid'] : ['lexical']
    const rows: BenchRow[] = []
    context.progress.stage('Measuring')
    for (const mode of modes)
      for (const concurrency of [1, 16, 64]) {
        context.progress.update(rows.length / (modes.length * 3), `${mode}, ${concurrency} at once`)
        rows.push(await measure(service, queries, { mode, concurrency, seconds, signal: context.signal }))
      }
    context.progress.done(`${rows.reduce((sum, row) => sum + row.queries, 0)} queries`)
    const cells = [
      ['mode', 'at once', 'queries/s', 'p50 ms', 'p99 ms'],
      ...rows.map(row => [
        row.mode,
        String(row.concurrency),
        row.queriesPerSecond.toFixed(0),
        row.p50Ms.toFixed(2),
        row.p99Ms.toFixed(2),
      ]),
    ]
    return {
      text: cells.map(row => row.map((cell, i) => (i === 0 ? cell.padEnd(10) : cell.padStart(11))).join('')).join('\n'),
      json: rows,
    }
  },
}

async function measure(
  service: SearchService,
  queries: readonly string[],
  {
    mode,
    concurrency,
    seconds,
    signal,
  }: {
    readonly mode: SearchMode
    readonly concurrency: number
    readonly seconds: number
    readonly signal: AbortSignal
  },
): Promise<BenchRow> {
  await service.search({ query: queries[0]!, mode })
  const times: number[] = []
  let next = 0
  const started = performance.now()
  const askers = Array.from({ length: concurrency }, async () => {
    while (performance.now() - started < seconds * 1000) {
      if (signal.aborted) throw new AbortedError('bench: stopped by the caller.', { cause: signal.reason })
      const asked = performance.now()
      await service.search({ query: queries[next++ % queries.length]!, mode })
      times.push(performance.now() - asked)
      // Words alone are searched without a pause: others have their turn.
      await new Promise(resolve => {
        setImmediate(resolve)
      })
    }
  })
  await Promise.all(askers)
  const elapsed = performance.now() - started
  times.sort((a, b) => a - b)
  const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!
  return {
    mode,
    concurrency,
    queries: times.length,
    queriesPerSecond: (times.length / elapsed) * 1000,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  }
}
