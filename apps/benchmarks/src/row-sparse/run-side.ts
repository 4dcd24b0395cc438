import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { seededRandom } from '@towerkit/core'
import type { Tower } from '@towerkit/graph'
import { adamW, train } from '@towerkit/training'
import { tableTower } from './table-tower.ts'

/**
 * A whole run over a table trained row by row: for each line on standard input a step with the moving average, an
 * evaluation of the averaged weights that is the best so far every other time, and a checkpoint. It answers with their
 * milliseconds and the bytes of the checkpoint as JSON.
 */
const { rows, pool, width } = JSON.parse(process.argv[2]!) as { rows: number; pool: number; width: number }
const { tower, loss, draw } = tableTower({ rows, pool, width, random: seededRandom(1) })
const folder = mkdtempSync(join(tmpdir(), 'towerkit-rows-'))
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
let started = 0
let stepped = 0
let lastLoss = 0
async function nextBatch() {
  if (started > 0) {
    const ended = performance.now()
    const newest = readdirSync(folder).sort().at(-1)!
    console.log(
      JSON.stringify({
        ms: ended - started,
        stepMs: stepped - started,
        storeMs: ended - stepped,
        bytes: statSync(join(folder, newest)).size,
        loss: lastLoss,
        peakMiB: process.resourceUsage().maxRSS / 1024,
      }),
    )
  }
  const examples = draw()
  if ((await lines.next()).done) {
    rmSync(folder, { recursive: true })
    process.exit(0)
  }
  started = performance.now()
  return { examples, state: {} }
}
await train({
  model: { tower: column => (column === 'items' ? (tower as Tower<unknown>) : undefined) },
  data: { next: nextBatch, restore: async () => {} },
  loss,
  optimizer: adamW({ learningRate: 1e-3 }),
  steps: 1_000_000,
  average: { decay: 0.999 },
  evaluation: { every: 1, run: ({ step }) => ({ score: Math.floor(step / 2) }), keepBest: true },
  checkpoints: { folder, every: 1, keep: 1 },
  session: { threads: 1 },
  onProgress({ loss: value }) {
    lastLoss = value
    stepped = performance.now()
  },
})
