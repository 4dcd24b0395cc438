import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createParameters, Graph, initialize, linear, reduceMean, type Tower } from '@towerkit/graph'
import { loss } from './testing/small-net.ts'
import { sgd } from './sgd.ts'
import { train } from './train.ts'

/** Numbers of an item: two of them are more than the cache of collated chunks takes. */
const width = 1_500_000

it('no chunk is in memory any more when the next one is collated', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const earlier: WeakRef<Float32Array>[] = []
  const stillThere: number[] = []
  const build: Tower['build'] = (parameters, { x }) => ({
    embedding: linear(parameters, reduceMean(x!, [1], { keepDimensions: true }), 4),
  })
  const graph = new Graph()
  const parameters = createParameters(graph)
  build(parameters, { x: graph.input('x', 'float32', ['batch', width]) }, { outputs: ['embedding'] })
  const tower: Tower<number> = {
    name: 'means',
    inputs: { x: { dtype: 'float32', shape: ['batch', width] } },
    outputs: { embedding: ['batch', 4] },
    weights: initialize(parameters, { seed: 1 }),
    collate(items) {
      collectGarbage()
      stillThere.push(earlier.filter(each => each.deref()).length)
      const data = new Float32Array(items.length * width)
      items.forEach((item, i) => data.fill(item, i * width, (i + 1) * width))
      earlier.push(new WeakRef(data))
      return { x: { dtype: 'float32', shape: [items.length, width], data } }
    },
    build,
  }
  await train({
    model: { tower: column => (column === 'input' ? (tower as Tower<unknown>) : undefined) },
    data: [1, 2, 3, 4, 5, 6].map(input => ({ input, target: [0, 0, 0, 0] })),
    loss,
    optimizer: sgd({ learningRate: 1e-3 }),
    steps: 1,
    batchSize: 6,
    chunkSize: 2,
    session: { threads: 1 },
  })
  expect(stillThere).toEqual([0, 0, 0, 0, 0, 0])
})
