import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { vectors } from '@towerkit/core'
import { exactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { exactSearch, MetricKind } from 'usearch'

/**
 * One side of the exact-search benchmark, `exactIndex` or usearch's `exactSearch`: answers each line on standard input,
 * a number of queries, with milliseconds, rows, scores, and the process's peak memory, as JSON.
 */
const [engine, text] = process.argv.slice(2)
const {
  rows: path,
  queries: queryPath,
  dimensions,
  limit,
  threads,
} = JSON.parse(text!) as { rows: string; queries: string; dimensions: number; limit: number; threads: number }
const queries = new Float32Array(new Uint8Array(readFileSync(queryPath)).buffer)

type Answer = { readonly ids: number[][]; readonly scores: number[][] }

async function* rowBatches(): AsyncGenerator<Float32Array> {
  const file = await open(path)
  const bytes = 4 * dimensions * 50_000
  for (let position = 0; ; ) {
    const batch = new Uint8Array(bytes)
    const { bytesRead } = await file.read(batch, 0, bytes, position)
    if (bytesRead === 0) break
    yield new Float32Array(batch.buffer, 0, bytesRead / 4)
    position += bytesRead
  }
  await file.close()
}

async function ours(): Promise<(count: number) => Promise<Answer>> {
  const index = exactIndex({ dimensions, kernel: () => runtimeKernel({ threads }) })
  let count = 0
  for await (const batch of rowBatches()) {
    const added = vectors(batch, dimensions)
    await index.add(
      Array.from({ length: added.count }, () => `${count++}`),
      added,
    )
  }
  return async count => {
    const hits = await index.search(vectors(queries.slice(0, count * dimensions), dimensions), limit)
    return {
      ids: hits.map(list => list.map(({ key }) => Number(key))),
      scores: hits.map(list => list.map(({ score }) => score)),
    }
  }
}

/** Memory grows with rows times queries, and more than 8 queries a call are no faster, so many go in eights. */
async function theirs(): Promise<(count: number) => Promise<Answer>> {
  const batches: Float32Array[] = []
  for await (const batch of rowBatches()) batches.push(batch)
  const rows = new Float32Array(batches.reduce((sum, { length }) => sum + length, 0))
  for (let place = 0; batches.length > 0; ) {
    const batch = batches.shift()!
    rows.set(batch, place)
    place += batch.length
  }
  return async count => {
    const ids: number[][] = []
    const scores: number[][] = []
    for (let start = 0; start < count; start += 8) {
      const some = Math.min(8, count - start)
      const found = exactSearch(
        rows,
        queries.slice(start * dimensions, (start + some) * dimensions),
        dimensions,
        limit,
        MetricKind.IP,
        threads,
      )
      for (let i = 0; i < some; i++) {
        const { keys, distances } = 'get' in found ? found.get(i) : found
        ids.push([...keys].map(Number))
        scores.push([...distances].map(distance => 1 - distance))
      }
    }
    return { ids, scores }
  }
}

const search = await (engine === 'ours' ? ours() : theirs())
for await (const line of createInterface({ input: process.stdin })) {
  const started = performance.now()
  const answer = await search(Number(line))
  console.log(
    JSON.stringify({ ms: performance.now() - started, ...answer, peakMiB: process.resourceUsage().maxRSS / 1024 }),
  )
}
process.exit()
