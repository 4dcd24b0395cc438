import { createSessionPool } from '@towerkit/runtime'
import type { Bar } from '../study/bar.ts'
import { quantile } from '../study/quantile.ts'
import { denseModel, rowsOf, workers } from './dense-model.ts'

/** Whether memory grows over 100,000 runs. */
export async function memory(): Promise<Bar> {
  await using pool = await createSessionPool(denseModel(1), { workers })
  const feeds = Array.from({ length: 16 }, (_, index) => rowsOf(1 + index))
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
  const growth = quantile(residentMb.slice(-5), 0.5) - quantile(residentMb.slice(0, 5), 0.5)
  return {
    what: 'growth of memory, second half against first half',
    measured: `${growth.toFixed(1)} MB`,
    bar: '< 16 MB',
    met: growth < 16,
  }
}
