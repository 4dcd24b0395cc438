import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '@towerkit/core'
import { createRecommender } from '@towerkit/generate-rank'
import { adamW, train } from '@towerkit/training'

/**
 * Trains a small recommender with all its terms, with checkpoints in a folder, and writes its weights there: the
 * process that killed-training.test.ts kills.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/recommenders/small-run.ts FOLDER
 */
const folder = process.argv[2]!
const count = 30
const random = seededRandom(3)
const data = Array.from({ length: 40 }, () => ({
  sequence: { items: Array.from({ length: 4 + Math.floor(random() * 8) }, () => Math.floor(random() * count)) },
}))
const sizes = { rows: count, width: 16, blocks: 2, events: 8, longEvents: 10, dropout: 0.2 }
await using recommender = createRecommender(sizes, { seed: 1, session: { threads: 1 } })
const source = { count, frequencies: new Array<number>(count).fill(1) }
await train({
  ...recommender.training(source, { auxiliaryNegatives: 4, rankerNegatives: 6, rowDropout: 0.1 }),
  data,
  optimizer: adamW({ learningRate: 0.01 }),
  batchSize: 8,
  steps: 60,
  seed: 5,
  checkpoints: { folder, every: 5 },
  session: { threads: 1 },
})
writeFileSync(
  join(folder, 'weights.bin'),
  Buffer.concat(
    Object.keys(recommender.weights)
      .sort()
      .map(name => Buffer.from((recommender.weights[name]!.data as Float32Array).slice().buffer)),
  ),
)
