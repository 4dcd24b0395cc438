import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { diskCache } from '@towerkit/lait-encoder'
import { readAll } from './read-all.ts'
import { requireBar } from './require-bar.ts'
import { startWriter } from './start-writer.ts'
import { upTo } from './up-to.ts'

/** Two processes write overlapping states while a third reads. */
export async function twoWriters(root: string, random: () => number): Promise<void> {
  const folder = join(root, 'two')
  const writers = [startWriter(folder, 0, 6000, 50), startWriter(folder, 3000, 6000, 50)]
  await using cache = diskCache(folder)
  const ended = Promise.all(writers.map(({ ended }) => ended))
  let reads = 0
  for (let done = false; !done; reads++) {
    done = await Promise.race([ended.then(() => true), wait(20, false)])
    await readAll(
      cache,
      upTo(500).map(() => Math.floor(random() * 9000)),
    )
  }
  requireBar(
    (await ended).every(code => code === 0),
    'a writer failed',
  )
  const stored = await readAll(cache, upTo(9000))
  requireBar(stored === 9000, `${stored} of 9000 states are there`)
  console.log(
    `two writers of 6,000 overlapping states and a reader (${reads * 500} reads meanwhile): all 9,000 there, none ` +
      'wrong',
  )
}
