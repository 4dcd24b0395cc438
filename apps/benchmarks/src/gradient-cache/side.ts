import { seededRandom } from '@towerkit/core'
import { add, mul, type Tower } from '@towerkit/graph'
import { infoNce } from '@towerkit/losses'
import { writeSafetensors } from '@towerkit/runtime'
import { train, type Example, type Optimizer } from '@towerkit/training'
import { bertTower } from '../training-step/bert-tower.ts'

/**
 * Takes some steps and prints the loss, the peak memory and the time of a step as JSON; stores the last step's
 * gradients if asked to.
 */
const {
  batch,
  chunkSize,
  steps,
  gradients,
  reversed = false,
} = JSON.parse(process.argv[2]!) as {
  batch: number
  chunkSize?: number
  steps: number
  gradients?: string
  reversed?: boolean
}
const shape = { layers: 2, width: 256, heads: 4, inner: 1024, vocabulary: 2000, sequence: 64 }
const random = seededRandom(1)
const word = () => Math.floor(random() * shape.vocabulary)
/**
 * Each pair is about a few words of its own; texts that are all alike would leave nothing but rounding in the
 * gradients.
 */
const examples: Example[] = Array.from({ length: batch }, () => {
  const words = Array.from({ length: 4 }, word)
  const sequence = () => Array.from({ length: shape.sequence }, () => words[Math.floor(random() * words.length)]!)
  return { query: sequence(), positive: sequence() }
})
if (reversed) examples.reverse()
const tower = bertTower(shape, { sparse: false })

/** Leaves the gradients where the weights were. */
const gradientsAsWeights: Optimizer = {
  name: 'gradients as weights',
  learningRate: 1,
  slots: [],
  options: {},
  source: 'benchmark',
  scalars: () => ({}),
  update: ({ weight, gradient }) => ({ weight: add(mul(weight, 0), gradient), state: {} }),
}
/** Changes nothing, so that every step sees the same weights. */
const nothing: Optimizer = {
  ...gradientsAsWeights,
  name: 'nothing',
  update: ({ weight, gradient }) => ({ weight: add(weight, mul(gradient, 0)), state: {} }),
}

const started = performance.now()
const { losses } = await train({
  model: { tower: () => tower as Tower<unknown> },
  data: { next: async () => ({ examples, state: {} }), restore: async () => {} },
  loss: infoNce({ temperature: 0.05 }),
  optimizer: gradients === undefined ? nothing : gradientsAsWeights,
  steps,
  clipNorm: Infinity,
  ...(chunkSize !== undefined && { chunkSize }),
  session: { threads: 2 },
})
const stepMs = (performance.now() - started) / steps
console.log(JSON.stringify({ loss: losses.at(-1), stepMs, peakMiB: process.resourceUsage().maxRSS / 1024 }))
if (gradients !== undefined) await writeSafetensors(gradients, tower.weights)
