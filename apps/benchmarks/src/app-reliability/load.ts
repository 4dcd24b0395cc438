import { readFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { quantile } from '../study/quantile.ts'
import { askServer } from './ask-server.ts'
import { memoryOf, rssMiB, type ServerMemory } from './server-memory.ts'
import { makeSmallWorkspace, randomText, vocabulary } from './small-workspace.ts'
import { storedBytes } from './stored-documents.ts'
import { startServerProcess } from './towerkit-process.ts'

/** What came of the load. */
export interface LoadResult {
  readonly connections: number
  readonly seconds: number
  readonly documents: number
  readonly requests: number
  /** Neither answered nor told to wait. */
  readonly failed: number
  /** 429 or 503 with Retry-After. */
  readonly refused: number
  /**
   * Failed, but this process and the server were stopped meanwhile (SIGSTOP, a machine that sleeps): longer than
   * connections live.
   */
  readonly interrupted: number
  /** Seconds of such stops. */
  readonly stoppedSeconds: readonly number[]
  readonly latencies: Readonly<
    Record<
      string,
      { readonly count: number; readonly p50Ms: string; readonly p99Ms: string; readonly longestMs: string }
    >
  >
  readonly memory: ServerMemory
}

/** Options of the load. */
export interface LoadOptions {
  readonly folder: string
  readonly random: () => number
  /** How long it works; time in which it is stopped from outside does not count. */
  readonly seconds: number
  /** A trained workspace, which is copied. Default: a small one is made. */
  readonly workspace: string | undefined
}

const connections = 64
/** A clock that ticks each second has been stopped, if it was silent for so long. */
const stopMs = 5000
/**
 * Documents that each connection adds, replaces and removes: their number stays the same, so that growing memory is a
 * leak.
 */
const documentsOfConnection = 20

/** Searches, inserts and removals on connections that are kept open, as fast as answers come. */
export async function load({ folder, random, seconds, workspace }: LoadOptions): Promise<LoadResult> {
  const copy = join(folder, 'copy')
  await cp(workspace ?? (await makeSmallWorkspace(folder, { documents: 5000, trained: true })), copy, {
    recursive: true,
  })
  const queryWords = workspace === undefined ? vocabulary : wordsOf(join(copy, 'test-queries.jsonl'))
  const server = await startServerProcess(copy)
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times = new Map<string, number[]>()
  let requests = 0
  let refused = 0
  let running = true
  const failures: { readonly what: string; readonly from: number; readonly to: number }[] = []
  const stops: { readonly from: number; readonly to: number }[] = []
  const ask = async (kind: string, method: string, path: string, body?: unknown): Promise<void> => {
    const started = performance.now()
    requests++
    const { status, retryAfter } = await askServer(`${server.url}${path}`, { agent, method, body }).catch(
      (error: Error) => ({ status: error.message, retryAfter: undefined }),
    )
    if ((status === 429 || status === 503) && retryAfter !== undefined) {
      refused++
      return void (await wait(1000 * Number(retryAfter)))
    }
    // One that another connection's request has removed already.
    const isDone =
      typeof status === 'number' && ((status >= 200 && status < 300) || (method === 'DELETE' && status === 404))
    if (!isDone)
      return void failures.push({ what: `${method} ${path}: ${status}`, from: started, to: performance.now() })
    const timesOfKind = times.get(kind) ?? []
    timesOfKind.push(performance.now() - started)
    times.set(kind, timesOfKind)
  }
  const connection = async (name: number) => {
    while (running) {
      const dice = random()
      const query = Array.from(
        { length: 2 + Math.floor(random() * 5) },
        () => queryWords[Math.floor(random() * queryWords.length)],
      ).join(' ')
      if (dice < 0.85)
        await ask('search', 'POST', '/v1/search', {
          query,
          mode: dice < 0.6 ? 'hybrid' : dice < 0.75 ? 'dense' : 'lexical',
          limit: 10,
        })
      else if (dice < 0.97)
        await ask('insert', 'POST', '/v1/documents', {
          documents: [
            {
              id: `load-${name}-${Math.floor(random() * documentsOfConnection)}`,
              title: query,
              text: randomText(random, 60),
            },
          ],
        })
      else await ask('remove', 'DELETE', `/v1/documents/load-${name}-${Math.floor(random() * documentsOfConnection)}`)
    }
  }
  const rss: number[] = []
  const storedAtStart = storedBytes(join(copy, 'store.sqlite'))
  const storedMiB = () => (storedBytes(join(copy, 'store.sqlite')) - storedAtStart) / 2 ** 20
  let storedAtHalf = 0
  let sampled = performance.now()
  const sampler = setInterval(() => {
    const now = performance.now()
    if (now - sampled > stopMs) stops.push({ from: sampled, to: now })
    sampled = now
    rss.push(rssMiB(server.process.pid!))
    if (rss.length === Math.floor(seconds / 2)) storedAtHalf = storedMiB()
    if (rss.length >= seconds) running = false
  }, 1000)
  const started = performance.now()
  await Promise.all(Array.from({ length: connections }, (_, i) => connection(i)))
  clearInterval(sampler)
  const stopped = stops.reduce((sum, { from, to }) => sum + to - from, 0)
  const elapsed = (performance.now() - started - stopped) / 1000
  const { documents } = (await (await fetch(`${server.url}/v1/status`)).json()) as { documents: number }
  agent.destroy()
  server.process.kill('SIGTERM')
  const [code] = await server.ended
  if (code !== 0) throw new Error(`the server ended with ${code}: ${server.errors()}`)
  const failed = failures.filter(failure => !stops.some(stop => failure.from < stop.to && failure.to > stop.from))
  for (const { what } of failed.slice(0, 10)) console.error(what)
  return {
    connections,
    seconds: elapsed,
    documents,
    requests,
    failed: failed.length,
    refused,
    interrupted: failures.length - failed.length,
    stoppedSeconds: stops.map(({ from, to }) => (to - from) / 1000),
    latencies: Object.fromEntries([...times].map(([kind, all]) => [kind, summary(all)])),
    memory: memoryOf(rss, [storedAtHalf, storedMiB()]),
  }
}

function wordsOf(path: string): string[] {
  return [
    ...new Set(
      readFileSync(path, 'utf8')
        .toLowerCase()
        .match(/\p{L}{3,}/gu),
    ),
  ]
}

function summary(times: readonly number[]) {
  const ms = (share: number) => quantile(times, share).toFixed(1)
  return { count: times.length, p50Ms: ms(0.5), p99Ms: ms(0.99), longestMs: ms(1) }
}
