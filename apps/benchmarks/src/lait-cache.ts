/**
 * The disk cache of segment states under faults: two writers, SIGKILL in a write, a full disk, flipped bytes, a million
 * entries; and its reads against plain files. No wrong state may ever come back:
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/lait-cache.ts [entries, default 1000000]
 *
 * A full disk needs the right to mount a small tmpfs; without it the program fails there.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@towerkit/core'
import { flippedBytes } from './lait-cache/flipped-bytes.ts'
import { fullDisk } from './lait-cache/full-disk.ts'
import { killedWriters } from './lait-cache/killed-writers.ts'
import { manyEntries } from './lait-cache/many-entries.ts'
import { throughput } from './lait-cache/throughput.ts'
import { twoWriters } from './lait-cache/two-writers.ts'

const entries = Number(process.argv[2] ?? 1e6)
const root = mkdtempSync(join(tmpdir(), 'lait-cache-'))
const random = seededRandom(1)
try {
  await twoWriters(root, random)
  await killedWriters(root, random)
  await fullDisk(root)
  await flippedBytes(root, random)
  await manyEntries(root, random, entries)
  await throughput(root, random)
} finally {
  rmSync(root, { recursive: true, force: true })
}
