import { createInterface } from 'node:readline'
import { seededRandom } from '@towerkit/core'
import { createRecommender } from '@towerkit/generate-rank'
import { adamW, train, type Example } from '@towerkit/training'

/** Takes a training step for each line on standard input, and answers with its milliseconds as JSON. */
const { rows, width } = JSON.parse(process.argv[2]!) as { readonly rows: number; readonly width: number }
const batchSize = 32
const random = seededRandom(1)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
let started = 0
await using recommender = createRecommender({ rows, width, events: 64, longEvents: 256 })
await train({
  ...recommender.training({ count: rows, frequencies: new Float32Array(rows).fill(1) }),
  data: {
    next: async () => {
      const sequences = Array.from({ length: batchSize }, () =>
        Int32Array.from({ length: 257 }, () => Math.floor(random() * rows)),
      )
      if ((await lines.next()).done) process.exit(0)
      started = performance.now()
      return { examples: sequences.map((items): Example => ({ sequence: { items } })), state: {} }
    },
    restore: async () => {},
  },
  optimizer: adamW({ learningRate: 1e-3 }),
  steps: 1_000_000,
  session: { threads: 1 },
  onProgress: ({ loss }) =>
    console.log(
      JSON.stringify({ ms: performance.now() - started, loss, peakMiB: process.resourceUsage().maxRSS / 1024 }),
    ),
})
