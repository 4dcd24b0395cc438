import { createSession, createSessionPool } from '@towerkit/runtime'
import { quantile } from '../study/quantile.ts'
import { denseModel, rowsOf } from './dense-model.ts'

/** What a small run costs in this thread and through the pool. */
export async function costOfOneRun(): Promise<void> {
  const model = denseModel(1)
  await using session = await createSession(model, { threads: 1 })
  await using pool = await createSessionPool(model, { threads: 1 })
  const feeds = rowsOf(1)
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
    console.log(`one small run, ${name}: median ${(quantile(times, 0.5) * 1e3).toFixed(0)} µs`)
  }
}
