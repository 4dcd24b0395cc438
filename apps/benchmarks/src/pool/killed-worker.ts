import type { Worker } from 'node:worker_threads'
import { createSessionPool } from '@towerkit/runtime'
import type { Bar } from '../study/bar.ts'
import { denseModel, rowsOf, workers } from './dense-model.ts'
import { outcome } from './outcome.ts'

/** How many runs are lost with a worker that dies. */
export async function killedWorker(): Promise<Bar> {
  const started: Worker[] = []
  process.on('worker', worker => started.push(worker))
  await using pool = await createSessionPool(denseModel(4), { workers })
  const feeds = rowsOf(64)
  // A message that it cannot read throws inside the worker, uncaught.
  started[0]!.postMessage(null)
  const outcomes = await Promise.all(Array.from({ length: 200 }, () => outcome(pool.run(feeds))))
  const lost = outcomes.filter(each => each === 'worker').length
  const done = outcomes.filter(each => each === 'done').length
  return {
    what: 'runs lost with a killed worker, of 200',
    measured: `${lost}, ${pool.workers} workers after`,
    bar: `1, ${workers} workers after`,
    met: lost === 1 && done === 199 && pool.workers === workers,
  }
}
