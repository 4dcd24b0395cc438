import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { TowerkitError } from '@towerkit/core'
import { diskCache } from '@towerkit/lait-encoder'
import { knownEntry } from './known-states.ts'
import { readAll } from './read-all.ts'
import { requireBar } from './require-bar.ts'
import { upTo } from './up-to.ts'

/** A disk fills up; what was stored before must be there. Mounts a small tmpfs. */
export async function fullDisk(root: string): Promise<void> {
  const folder = join(root, 'full')
  mkdirSync(folder)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder])
  try {
    await using cache = diskCache(folder)
    let stored = 0
    let error = undefined as unknown
    while (error === undefined) {
      await cache.set(upTo(20, stored).map(number => knownEntry(number, { tokens: 16 }))).then(
        () => {
          stored += 20
        },
        (reason: unknown) => {
          error = reason
        },
      )
    }
    requireBar(TowerkitError.is(error, 'data'), `a full disk gave ${String(error)}`)
    const read = await readAll(cache, upTo(stored))
    requireBar(read === stored && stored > 0, `${read} of ${stored} states are there`)
    await cache.set([knownEntry(stored, { tokens: 400 })]).catch(() => {})
    await using again = diskCache(folder)
    requireBar((await readAll(again, upTo(stored))) === stored, 'states are gone for another process')
    console.log(
      `a full disk (4 MB): "${(error as Error).message.replace(folder, '...')}"; all ${stored} states stored ` +
        'before are there',
    )
  } finally {
    execFileSync('umount', [folder])
  }
}
