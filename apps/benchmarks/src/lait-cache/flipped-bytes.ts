import { closeSync, copyFileSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { diskCache } from '@towerkit/lait-encoder'
import { knownEntry } from './known-states.ts'
import { readAll } from './read-all.ts'
import { requireBar } from './require-bar.ts'
import { upTo } from './up-to.ts'

/** Bytes of the file change, also while it is open; no wrong state may be read. */
export async function flippedBytes(root: string, random: () => number): Promise<void> {
  const folder = join(root, 'flipped')
  const original = join(root, 'original.sqlite')
  const path = join(folder, 'states.sqlite')
  {
    await using cache = diskCache(folder)
    await cache.set(upTo(500).map(number => knownEntry(number)))
  }
  copyFileSync(path, original)
  let read = 0
  let damaged = 0
  const rounds = 300
  for (let round = 0; round < rounds; round++) {
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
    copyFileSync(original, path)
    await using cache = diskCache(folder)
    // In every other round the file is open, and mapped, while its bytes change.
    if (round % 2 === 0) await readAll(cache, upTo(100))
    const file = openSync(path, 'r+')
    for (let flip = 0; flip < 1 + (round % 50); flip++)
      writeSync(file, Uint8Array.of(Math.floor(random() * 256)), 0, 1, Math.floor(random() * statSync(path).size))
    closeSync(file)
    read += await readAll(cache, upTo(500))
    await cache.set([knownEntry(7)])
    requireBar((await readAll(cache, [7])) === 1, 'a state could not be stored after the damage')
    damaged += (await cache.statistics()).damaged
  }
  console.log(
    `${rounds} files with 1 to 50 flipped bytes, half of them flipped while the file was open: ${read} of ` +
      `${rounds * 500} states read, none wrong, ${damaged} found damaged`,
  )
}
