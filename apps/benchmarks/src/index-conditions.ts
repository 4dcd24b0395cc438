/**
 * What conditions, large limits and changes cost a search: vectors of 128 whose lengths differ as those of items do.
 *
 * node --conditions=@towerkit/source apps/benchmarks/src/index-conditions.ts --rows 1000000 --rounds 20
 */
import { parseArgs } from 'node:util'
import { seededRandom, type SearchOptions, type Vectors } from '@towerkit/core'
import { randomVectors } from '@towerkit/core/testing'
import { exactIndex } from '@towerkit/indices'
import { quantile } from './study/quantile.ts'

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '20' } },
})
const rowCount = Number(values.rows)
const rounds = Number(values.rounds)
const dimensions = 128
const batchSize = 50_000

/** Vectors of log-normal lengths. */
function items(count: number, seed: number): Vectors {
  const batch = randomVectors({ count, dimensions, seed })
  const random = seededRandom(seed + 1)
  for (let row = 0; row < count; row++) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const length = Math.exp(0.5 * normal)
    for (let d = 0; d < dimensions; d++) batch.data[row * dimensions + d]! *= length
  }
  return batch
}

await using index = exactIndex({ dimensions })
for (let start = 0; start < rowCount; start += batchSize) {
  const count = Math.min(batchSize, rowCount - start)
  const rows = Array.from({ length: count }, (_, i) => start + i)
  await index.add(rows.map(String), items(count, start), {
    metadata: rows.map(row => ({
      half: row % 2,
      hundredth: row % 100,
      rare: row % 10_000,
      genres: [row % 7, row % 5],
    })),
  })
}

const searches: Readonly<Record<string, SearchOptions>> = {
  'no condition': {},
  'where, keeps 50 %': { where: { half: 1 } },
  'where, a list that contains': { where: { genres: 3 } },
  'where, keeps 1 %': { where: { hundredth: 7 } },
  'where, keeps 0.01 %': { where: { rare: 7 } },
  'exclude 1,000 keys': { exclude: Array.from({ length: 1000 }, (_, i) => `${i * 7}`) },
  'filter, keeps 50 %': { filter: key => key.charCodeAt(key.length - 1) % 2 === 1 },
}

const ms = (times: readonly number[], share: number) => quantile(times, share).toFixed(1).padStart(8)

console.log(`${rowCount} vectors of ${dimensions}, ${rounds} rounds in turns, milliseconds of a search: p50, p99`)
for (const limit of [10, 500, 2000]) {
  const times = new Map(Object.keys(searches).map(name => [name, [] as number[]]))
  for (let round = -2; round < rounds; round++) {
    const query = randomVectors({ count: 1, dimensions, seed: 1e6 + round })
    for (const [name, options] of Object.entries(searches)) {
      const start = performance.now()
      await index.search(query, limit, options)
      if (round >= 0) times.get(name)!.push(performance.now() - start)
    }
  }
  for (const [name, list] of times)
    console.log(`best ${String(limit).padStart(4)}  ${name.padEnd(28)} ${ms(list, 0.5)} ${ms(list, 0.99)}`)
}

// A thousand changes a second, each a call of its own, beside searches one after the other.
const changed = items(1000, 99)
for (const perSecond of [0, 1000]) {
  const waits: number[] = []
  let written = 0
  const pending: Promise<void>[] = []
  const started = performance.now()
  const timer = setInterval(() => {
    for (; written < ((performance.now() - started) / 1000) * perSecond; written++) {
      const row = written % 1000
      const vector = changed.data.slice(row * dimensions, (row + 1) * dimensions)
      pending.push(index.add([`${row * 11}`], { data: vector, count: 1, dimensions }, { metadata: [{ half: 1 }] }))
    }
  }, 2)
  for (let round = 0; round < rounds * 5; round++) {
    const start = performance.now()
    await index.search(randomVectors({ count: 1, dimensions, seed: round }), 10)
    waits.push(performance.now() - start)
    // Whoever writes gets a turn, as between two requests.
    await new Promise(resolve => {
      setImmediate(resolve)
    })
  }
  clearInterval(timer)
  await Promise.all(pending)
  console.log(
    `${String(perSecond).padStart(4)} changes a second asked, ${written} made: search p50, p99 ` +
      `${ms(waits, 0.5)} ${ms(waits, 0.99)}`,
  )
}
