import { equal } from 'node:assert/strict'
import {
  createParameters,
  Graph,
  initialize,
  linear,
  mul,
  reduceSum,
  sub,
  type Loss,
  type Tower,
} from '@towerkit/graph'
import { adamW, train } from '@towerkit/training'

const build: Tower<unknown>['build'] = (parameters, { x }) => ({ embedding: linear(parameters.at('map'), x!, 2) })
const graph = new Graph()
const parameters = createParameters(graph)
build(parameters, { x: graph.input('x', 'float32', ['batch', 2]) }, { outputs: ['embedding'] })
const tower: Tower<unknown> = {
  name: 'tower',
  outputs: { embedding: ['batch', 2] },
  weights: initialize(parameters, { seed: 1 }),
  inputs: { x: { dtype: 'float32', shape: ['batch', 2] } },
  build,
  collate: inputs => ({
    x: { dtype: 'float32', shape: [inputs.length, 2], data: Float32Array.from((inputs as number[][]).flat()) },
  }),
}
const squared: Loss = {
  name: 'squared',
  columns: { from: 'embedding', to: 'vector' },
  source: 'test',
  compute: ({ from, to }) => {
    const error = sub(from!, to!)
    return reduceSum(mul(error, error))
  },
}
const data = [
  { from: [1, 0], to: [0, 1] },
  { from: [0, 1], to: [1, 0] },
]
const { losses } = await train({
  model: { tower: column => (column === 'from' ? tower : undefined) },
  data,
  loss: squared,
  optimizer: adamW({ learningRate: 0.05 }),
  steps: 80,
  batchSize: 2,
  checkpoints: `run-${process.version}`,
})
equal(losses.at(-1)! < 0.1 * losses[0]!, true)
