import { seededRandom } from '@towerkit/core'
import type { Tower } from '@towerkit/graph'
import { infoNce } from '@towerkit/losses'
import { writeSafetensors } from '@towerkit/runtime'
import { adamW, cosineSchedule, train, type Example } from '@towerkit/training'
import { bertTower } from '../training-step/bert-tower.ts'

/** One life of a training run: prints a JSON line for each step and warning, and stores the final weights. */
const { checkpoints, result, steps } = JSON.parse(process.argv[2]!) as {
  checkpoints?: string
  result: string
  steps: number
}
const shape = { layers: 1, width: 32, heads: 2, inner: 64, vocabulary: 500, sequence: 12 }
const random = seededRandom(1)
const sequence = () => Array.from({ length: shape.sequence }, () => Math.floor(random() * shape.vocabulary))
const examples: Example[] = Array.from({ length: 90 }, () => ({ query: sequence(), positive: sequence() }))
const tower = bertTower(shape, { sparse: true })
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)

await train({
  model: { tower: () => tower as Tower<unknown> },
  data: examples,
  loss: infoNce({ temperature: 0.05 }),
  optimizer: adamW({ learningRate: 1e-3 }),
  schedule: cosineSchedule({ warmUp: 0.1 }),
  steps,
  batchSize: 8,
  seed: 5,
  ...(checkpoints !== undefined && { checkpoints: { folder: checkpoints, every: 3 } }),
  session: { threads: 1 },
  onProgress: ({ step }) => say({ step }),
  onWarning: warning => say({ warning }),
})
await writeSafetensors(result, tower.weights)
