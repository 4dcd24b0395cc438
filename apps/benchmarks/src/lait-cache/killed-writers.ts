import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { diskCache } from '@towerkit/lait-encoder'
import { readAll } from './read-all.ts'
import { requireBar } from './require-bar.ts'
import { startWriter } from './start-writer.ts'
import { upTo } from './up-to.ts'

/** Processes that write are killed; what they said to be stored must be there. */
export async function killedWriters(root: string, random: () => number): Promise<void> {
  const folder = join(root, 'killed')
  let first = 0
  let lost = 0
  for (let round = 0; round < 20; round++) {
    const { child, ended, stored } = startWriter(folder, first, 1e6, 200)
    while (stored() <= first) await wait(5)
    await wait(random() * 60)
    child.kill('SIGKILL')
    await ended
    await using cache = diskCache(folder)
    lost += stored() - first - (await readAll(cache, upTo(stored() - first, first)))
    await readAll(cache, upTo(2000, stored()))
    first = stored() + 2000
  }
  requireBar(lost === 0, `${lost} states that were said to be stored are gone`)
  console.log(
    '20 writers killed (SIGKILL) while they wrote: every state that was said to be stored is there, none wrong',
  )
}
