import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Worker } from 'node:worker_threads'
import { TowerkitError, seededRandom } from '@towerkit/core'
import { Graph, createParameters, gelu, initialize, linear, writeOnnx } from '@towerkit/graph'
import { createSession, createSessionPool, tensor } from '@towerkit/runtime'
import type { Tensors } from '@towerkit/runtime'

/**
 * What the session pool promises, measured: a free event loop, a bounded queue, cancelled runs that never start, a dead
 * worker that costs one run, flat memory. Run with `node --conditions=@towerkit/source apps/benchmarks/src/pool.ts`;
 * about half a minute.
 */
const workers = 2
const bars: { readonly what: string; readonly measured: string; readonly bar: string; readonly met: boolean }[] = []
const bar = (what: string, measured: string, limit: string, met: boolean) =>
  void bars.push({ what, measured, bar: limit, met })
const random = seededRandom(1)

/** `layers` dense layers of 384 with GELU between, weights inside: about the work of a small encoder. */
function denseModel(layers: number): Uint8Array {
  const graph = new Graph()
  const parameters = createParameters(graph)
  let x = graph.input('x', 'float32', ['rows', 384])
  for (let layer = 0; layer < layers; layer++) x = gelu(linear(parameters.at('layer', layer), x, 384))
  graph.output('y', x)
  return writeOnnx(graph, { weights: initialize(parameters, { seed: 1 }) })
}

const rows = (count: number): Tensors => ({
  x: tensor('float32', [count, 384], Float32Array.from({ length: count * 384 }, random)),
})
const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!
const ms = (value: number) => `${value.toFixed(1)} ms`
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (TowerkitError.is(error) ? error.code : String(error)),
  )

/** Runs four clients one after another's answer for some seconds, and watches the event loop. */
async function fourClients(
  run: (feeds: Tensors) => Promise<Tensors>,
): Promise<{ readonly latencies: number[]; readonly delayMs: number }> {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  const latencies: number[] = []
  const feeds = Array.from({ length: 4 }, () => rows(256))
  await Promise.all(feeds.map(run))
  histogram.enable()
  const end = performance.now() + 5_000
  await Promise.all(
    feeds.map(async feed => {
      while (performance.now() < end) {
        const start = performance.now()
        await run(feed)
        latencies.push(performance.now() - start)
      }
    }),
  )
  histogram.disable()
  return { latencies, delayMs: histogram.percentile(99) / 1e6 }
}

async function eventLoop(): Promise<void> {
  const model = denseModel(12)
  await using session = await createSession(model)
  await using pool = await createSessionPool(model, { workers })
  const blocked = await fourClients(feeds => session.run(feeds))
  const free = await fourClients(feeds => pool.run(feeds))
  for (const [name, { latencies, delayMs }] of Object.entries({ 'in this thread': blocked, pool: free })) {
    const [p50, p99] = [0.5, 0.99].map(share => ms(percentile(latencies, share)))
    const rate = (latencies.length / 5).toFixed(0)
    console.log(
      `four clients, ${name}: ${rate} runs/s, latency p50 ${p50} p99 ${p99}, event loop delay p99 ${ms(delayMs)}`,
    )
  }
  bar('event loop delay p99 with four clients', ms(free.delayMs), '< 20 ms', free.delayMs < 20)
}

async function queue(): Promise<void> {
  const started: Worker[] = []
  process.on('worker', worker => started.push(worker))
  await using pool = await createSessionPool(denseModel(1), { workers, maxQueue: 256 })
  let executed = 0
  for (const worker of started)
    worker.on('message', ({ kind }: { kind: string }) => {
      if (kind === 'done') executed++
    })
  const feeds = rows(8)

  const burst = await Promise.all(Array.from({ length: 10_000 }, () => codeOf(pool.run(feeds))))
  const [done, refused] = ['done', 'overloaded'].map(code => burst.filter(each => each === code).length)
  const room = 256 + workers
  const met = done === room && done + refused! === 10_000
  bar('10,000 runs at once, queue of 256: accepted', `${done} (${refused} refused)`, `${room}, others refused`, met)

  const controller = new AbortController()
  executed = 0
  let deepest = 0
  const works = Array.from({ length: 10_000 }, (_, index) =>
    codeOf(pool.run(feeds, { wait: true, ...(index % 2 === 0 ? {} : { signal: controller.signal }) })),
  )
  const watch = setInterval(() => {
    deepest = Math.max(deepest, pool.queued)
  }, 1)
  deepest = pool.queued
  setTimeout(() => controller.abort(), 20)
  const outcomes = await Promise.all(works)
  clearInterval(watch)
  const [kept, cancelled] = ['done', 'aborted'].map(code => outcomes.filter(each => each === code).length)
  const late = executed - kept!
  bar('10,000 waiting runs: queue at its deepest', String(deepest), '<= 256', deepest <= 256)
  const accounted = kept! + cancelled! === 10_000 && cancelled! > 0
  bar(
    'cancelled runs that ran all the same',
    `${late} of ${cancelled}`,
    `<= ${workers}, those under way`,
    late <= workers && accounted,
  )
}

async function killedWorker(): Promise<void> {
  const started: Worker[] = []
  process.on('worker', worker => started.push(worker))
  await using pool = await createSessionPool(denseModel(4), { workers })
  const feeds = rows(64)
  // A message that it cannot read throws inside the worker, uncaught.
  started[0]!.postMessage(null)
  const outcomes = await Promise.all(Array.from({ length: 200 }, () => codeOf(pool.run(feeds))))
  const [lost, done] = ['worker', 'done'].map(code => outcomes.filter(each => each === code).length)
  const met = lost === 1 && done === 199 && pool.workers === workers
  bar(
    'runs lost with a killed worker, of 200',
    `${lost}, ${pool.workers} workers after`,
    `1, ${workers} workers after`,
    met,
  )
}

async function memory(): Promise<void> {
  await using pool = await createSessionPool(denseModel(1), { workers })
  const feeds = Array.from({ length: 16 }, (_, index) => rows(1 + index))
  const residentMb: number[] = []
  const start = performance.now()
  for (let thousand = 1; thousand <= 100; thousand++) {
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => pool.run(feeds[index % feeds.length]!, { wait: true })),
    )
    if (thousand % 10 === 0) residentMb.push(process.memoryUsage.rss() / 2 ** 20)
  }
  const cost = ((performance.now() - start) / 100).toFixed(0)
  console.log(
    `resident MB after each 10,000 of 100,000 runs: ${residentMb.map(mb => mb.toFixed(0)).join(' ')}; ${cost} µs a run`,
  )
  const growth = percentile(residentMb.slice(-5), 0.5) - percentile(residentMb.slice(0, 5), 0.5)
  bar('growth of memory, second half against first half', `${growth.toFixed(1)} MB`, '< 16 MB', growth < 16)
}

async function costOfOneRun(): Promise<void> {
  const model = denseModel(1)
  await using session = await createSession(model, { threads: 1 })
  await using pool = await createSessionPool(model, { threads: 1 })
  const feeds = rows(1)
  for (const [name, run] of Object.entries({
    'in this thread': () => session.run(feeds),
    'through the pool': () => pool.run(feeds),
  })) {
    const times: number[] = []
    for (let index = 0; index < 5_000; index++) {
      const start = performance.now()
      await run()
      times.push(performance.now() - start)
    }
    console.log(`one small run, ${name}: median ${(percentile(times, 0.5) * 1e3).toFixed(0)} µs`)
  }
}

await costOfOneRun()
await eventLoop()
await queue()
await killedWorker()
await memory()
console.table(bars)
if (bars.some(({ met }) => !met)) process.exitCode = 1
