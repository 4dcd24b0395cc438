import { createInterface } from 'node:readline'
import { seededRandom } from '@towerkit/core'
import type { Tower } from '@towerkit/graph'
import { infoNce } from '@towerkit/losses'
import { adamW, train, type Example } from '@towerkit/training'
import { bertTower, type BertShape } from './bert-tower.ts'

/**
 * One side of the paired benchmark: takes a training step for each line on standard input and answers with its
 * milliseconds and the process's peak memory, as JSON.
 */
const { shape, pairs, sparse, profile } = JSON.parse(process.argv[2]!) as {
  shape: BertShape
  pairs: number
  sparse: boolean
  profile?: string
}
const random = seededRandom(1)
const sequence = () => Array.from({ length: shape.sequence }, () => Math.floor(random() * shape.vocabulary))
const batch: Example[] = Array.from({ length: pairs }, () => ({ query: sequence(), positive: sequence() }))
const tower = bertTower(shape, { sparse }) as Tower<unknown>

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
let started = 0
const sampler = {
  next: async () => {
    if ((await lines.next()).done) process.exit(0)
    started = performance.now()
    return { examples: batch, state: {} }
  },
  restore: async () => {},
}
await train({
  model: { tower: () => tower },
  data: sampler,
  loss: infoNce({ temperature: 0.05 }),
  optimizer: adamW({ learningRate: 1e-4 }),
  steps: 1_000_000,
  session: { threads: 2, ...(profile !== undefined && { profile }) },
  onProgress: ({ loss }) =>
    console.log(
      JSON.stringify({ ms: performance.now() - started, loss, peakMiB: process.resourceUsage().maxRSS / 1024 }),
    ),
})
