import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createSession, createSessionPool, type Tensors } from '@towerkit/runtime'
import type { Bar } from '../study/bar.ts'
import { quantile } from '../study/quantile.ts'
import { denseModel, rowsOf, workers } from './dense-model.ts'

const ms = (value: number) => `${value.toFixed(1)} ms`

/** How long the event loop waits while four clients have runs. */
export async function eventLoop(): Promise<Bar> {
  const model = denseModel(12)
  await using session = await createSession(model)
  await using pool = await createSessionPool(model, { workers })
  const blocked = await fourClients(feeds => session.run(feeds))
  const free = await fourClients(feeds => pool.run(feeds))
  for (const [name, { latencies, delayMs }] of Object.entries({ 'in this thread': blocked, pool: free })) {
    const rate = (latencies.length / 5).toFixed(0)
    console.log(
      `four clients, ${name}: ${rate} runs/s, latency p50 ${ms(quantile(latencies, 0.5))} p99 ` +
        `${ms(quantile(latencies, 0.99))}, event loop delay p99 ${ms(delayMs)}`,
    )
  }
  return {
    what: 'event loop delay p99 with four clients',
    measured: ms(free.delayMs),
    bar: '< 20 ms',
    met: free.delayMs < 20,
  }
}

/** Runs four clients one after another's answer for some seconds, and watches the event loop. */
async function fourClients(
  run: (feeds: Tensors) => Promise<Tensors>,
): Promise<{ readonly latencies: number[]; readonly delayMs: number }> {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  const latencies: number[] = []
  const feeds = Array.from({ length: 4 }, () => rowsOf(256))
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
