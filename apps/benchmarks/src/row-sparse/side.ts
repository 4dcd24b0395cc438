import { createInterface } from 'node:readline'
import { seededRandom } from '@towerkit/core'
import type { Tower } from '@towerkit/graph'
import { adamW, train, type Example } from '@towerkit/training'
import { rowsOfBatch, tableTower } from './table-tower.ts'

/**
 * Trains a table row by row: goes over all rows once, so that all memory is there, then takes a step for each line on
 * standard input and answers with its milliseconds as JSON.
 */
const { rows, ...options } = JSON.parse(process.argv[2]!) as { rows: number; pool?: number; layers?: number }
const { tower, loss, draw, from } = tableTower({ rows, width: 128, random: seededRandom(1), ...options })
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
let started = 0
let swept = 0
async function nextBatch(): Promise<Example[]> {
  if (swept < rows) {
    const first = swept
    swept += rowsOfBatch
    return from(first)
  }
  const next = draw()
  if ((await lines.next()).done) process.exit(0)
  started = performance.now()
  return next
}
await train({
  model: { tower: column => (column === 'items' ? (tower as Tower<unknown>) : undefined) },
  data: { next: async () => ({ examples: await nextBatch(), state: {} }), restore: async () => {} },
  loss,
  optimizer: adamW({ learningRate: 1e-3 }),
  steps: 1_000_000,
  session: { threads: 1 },
  onProgress: ({ loss: value }) => {
    if (started > 0)
      console.log(
        JSON.stringify({
          ms: performance.now() - started,
          loss: value,
          peakMiB: process.resourceUsage().maxRSS / 1024,
        }),
      )
  },
})
