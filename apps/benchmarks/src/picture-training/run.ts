import { seededRandom } from '@towerkit/core'
import { mean, mul, reduceSum, sub, type Loss } from '@towerkit/graph'
import { infoNce } from '@towerkit/losses'
import { writeSafetensors } from '@towerkit/runtime'
import { adamW, train } from '@towerkit/training'
import { bertTower } from '../training-step/bert-tower.ts'
import { pictureTower } from './picture-tower.ts'

/** One life of a run of two tasks: prints a JSON line for each step, and stores the final weights. */
const { checkpoints, result, steps } = JSON.parse(process.argv[2]!) as {
  checkpoints?: string
  result: string
  steps: number
}
const shape = { layers: 1, width: 8, heads: 2, inner: 16, vocabulary: 200, sequence: 6 }
const random = seededRandom(1)
const sequence = () => Array.from({ length: shape.sequence }, () => Math.floor(random() * shape.vocabulary))
const titles = Array.from({ length: 60 }, sequence)
const texts = bertTower(shape, { sparse: true })
const pictures = pictureTower({ size: 8, delayMs: 2, isCentred: true })
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)

/** Albums near their titles, and the pictures' own output near 0.5. */
const albums: Loss = {
  name: 'albums',
  columns: {
    title: 'embedding',
    album: 'embedding',
    brightness: { holds: 'embedding', of: 'album', output: 'brightness' },
  },
  source: 'benchmark',
  compute: ({ title, album, brightness }) => {
    const difference = sub(title!, album!)
    const wrong = sub(brightness!, 0.5)
    return {
      near: { value: mean(mul(difference, difference)) },
      bright: { value: reduceSum(mul(wrong, wrong)), weight: 0.1 },
    }
  },
}

await train({
  model: { tower: column => (column === 'album' ? pictures : texts) },
  tasks: [
    {
      name: 'albums',
      // Half of the albums are empty, so that some batches have no picture at all.
      data: titles.map((title, i) => ({ title, album: { pictures: i % 4 < 2 ? [] : [i, i + 100] } })),
      loss: albums,
      batchSize: 2,
    },
    { name: 'titles', data: titles.map(title => ({ query: title, positive: title.toReversed() })), loss: infoNce() },
  ],
  optimizer: adamW({ learningRate: 1e-3 }),
  steps,
  batchSize: 8,
  seed: 5,
  ...(checkpoints !== undefined && { checkpoints: { folder: checkpoints, every: 3 } }),
  session: { threads: 1 },
  onProgress: ({ step }) => say({ step }),
  onWarning: warning => say({ warning }),
})
await writeSafetensors(result, {
  ...texts.weights,
  ...Object.fromEntries(Object.entries(pictures.weights).map(([name, weight]) => [`pictures.${name}`, weight])),
} as never)
