/** Writes known states from a first number on, and tells each batch that was stored. Started by lait-cache.ts. */
import { diskCache } from '@towerkit/lait-encoder'
import { knownEntry } from './known-states.ts'

const [folder, first, count, batch, tokens] = process.argv.slice(2)
await using cache = diskCache(folder!)
for (let start = Number(first); start < Number(first) + Number(count); start += Number(batch)) {
  await cache.set(
    Array.from({ length: Number(batch) }, (_, i) => knownEntry(start + i, tokens ? { tokens: Number(tokens) } : {})),
  )
  process.stdout.write(`${start + Number(batch)}\n`)
}
