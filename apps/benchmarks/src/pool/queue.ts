import type { Worker } from 'node:worker_threads'
import { createSessionPool } from '@towerkit/runtime'
import type { Bar } from '../study/bar.ts'
import { denseModel, rowsOf, workers } from './dense-model.ts'
import { outcome } from './outcome.ts'

/** How many of 10,000 runs a bounded queue takes, and what becomes of cancelled ones. */
export async function queue(): Promise<Bar[]> {
  const started: Worker[] = []
  process.on('worker', worker => started.push(worker))
  await using pool = await createSessionPool(denseModel(1), { workers, maxQueue: 256 })
  let executed = 0
  for (const worker of started)
    worker.on('message', ({ kind }: { kind: string }) => {
      if (kind === 'done') executed++
    })
  const feeds = rowsOf(8)

  const burst = await Promise.all(Array.from({ length: 10_000 }, () => outcome(pool.run(feeds))))
  const done = count(burst, 'done')
  const refused = count(burst, 'overloaded')
  const room = 256 + workers
  const met = done === room && done + refused === 10_000
  const accepted = {
    what: '10,000 runs at once, queue of 256: accepted',
    measured: `${done} (${refused} refused)`,
    bar: `${room}, others refused`,
    met,
  }

  const controller = new AbortController()
  executed = 0
  let deepest = 0
  const works = Array.from({ length: 10_000 }, (_, index) =>
    outcome(pool.run(feeds, { wait: true, ...(index % 2 === 0 ? {} : { signal: controller.signal }) })),
  )
  const watch = setInterval(() => {
    deepest = Math.max(deepest, pool.queued)
  }, 1)
  deepest = pool.queued
  setTimeout(() => controller.abort(), 20)
  const outcomes = await Promise.all(works)
  clearInterval(watch)
  const kept = count(outcomes, 'done')
  const cancelled = count(outcomes, 'aborted')
  const late = executed - kept
  return [
    accepted,
    {
      what: '10,000 waiting runs: queue at its deepest',
      measured: String(deepest),
      bar: '<= 256',
      met: deepest <= 256,
    },
    {
      what: 'cancelled runs that ran all the same',
      measured: `${late} of ${cancelled}`,
      bar: `<= ${workers}, those under way`,
      met: late <= workers && kept + cancelled === 10_000 && cancelled > 0,
    },
  ]
}

function count(outcomes: readonly string[], code: string): number {
  return outcomes.filter(each => each === code).length
}
