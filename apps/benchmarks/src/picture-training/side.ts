import { mean, mul, sub } from '@towerkit/graph'
import { sgd, train } from '@towerkit/training'
import { pictureTower } from './picture-tower.ts'

/**
 * One run over batches of pictures of 3 x 224 x 224: prints the peak of its memory in MiB as JSON. With `collects`,
 * garbage is collected whenever pictures are collated, so that the peak is what the run holds.
 */
const { batchSize, chunkSize, steps, collects } = JSON.parse(process.argv[2]!) as {
  batchSize: number
  chunkSize?: number
  steps: number
  collects: boolean
}
const pictures = pictureTower({ size: 224, delayMs: 0, isCentred: false })
const tower: typeof pictures = {
  ...pictures,
  collate(albums) {
    if (collects) globalThis.gc!()
    return pictures.collate(albums)
  },
}
const { losses } = await train({
  model: { tower: () => tower },
  data: Array.from({ length: batchSize }, (_, i) => ({
    album: { pictures: [i] },
    target: Array.from({ length: 8 }, (__, k) => Math.sin(i * k)),
  })),
  loss: {
    name: 'near',
    columns: { album: 'embedding', target: 'vector' },
    source: 'benchmark',
    compute: ({ album, target }) => {
      const difference = sub(album!, target!)
      return mean(mul(difference, difference))
    },
  },
  optimizer: sgd({ learningRate: 1e-3 }),
  steps,
  batchSize,
  ...(chunkSize !== undefined && { chunkSize }),
  session: { threads: 1 },
})
console.log(JSON.stringify({ loss: losses.at(-1), peakMiB: process.resourceUsage().maxRSS / 1024 }))
