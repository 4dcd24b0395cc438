import { statSync } from 'node:fs'
import { join } from 'node:path'
import { diskCache } from '@towerkit/lait-encoder'
import { requireBar } from './require-bar.ts'
import { upTo } from './up-to.ts'

/** A large cache: writes and reads a second, and memory. */
export async function manyEntries(root: string, random: () => number, count: number): Promise<void> {
  const folder = join(root, 'many')
  await using cache = diskCache(folder, { precision: 'int8' })
  let started = performance.now()
  for (let first = 0; first < count; first += 1000)
    await cache.set(
      upTo(1000, first).map(number => ({
        key: `segment ${number}`,
        state: { tokens: 2, width: 32, data: new Float32Array(64).fill(number) },
      })),
    )
  const writing = (performance.now() - started) / 1000
  started = performance.now()
  const asked = upTo(50_000).map(() => Math.floor(random() * count))
  for (let i = 0; i < asked.length; i += 100) {
    const some = asked.slice(i, i + 100)
    const states = await cache.get(some.map(number => `segment ${number}`))
    states.forEach((state, at) =>
      requireBar(
        state !== undefined && state.data.every(value => Math.abs(value - some[at]!) <= some[at]! * 1e-6),
        `the state of ${some[at]} is wrong or gone`,
      ),
    )
  }
  const reading = (performance.now() - started) / 1000
  const { entries, bytes } = await cache.statistics()
  requireBar(entries === count, `${entries} of ${count} entries`)
  console.log(
    `${count} entries (${(bytes / 1e6).toFixed(0)} MB of states, ` +
      `${(statSync(join(folder, 'states.sqlite')).size / 1e6).toFixed(0)} MB on disk): ` +
      `${(count / writing).toFixed(0)} writes/s, ${(asked.length / reading).toFixed(0)} reads/s in random order, ` +
      `resident ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
  )
}
