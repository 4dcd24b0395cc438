import { Graph, type LossTerm, type Value, type Tensor } from '@towerkit/graph'
import { checkGradient } from '@towerkit/graph/testing'
import { expect, it } from 'vitest'
import { recommenderConfig } from './recommender-config.ts'
import { recommenderLoss } from './recommender-loss.ts'
import { sequenceTensors } from './sequence-tensors.ts'
import { givenParameters } from './testing/given-parameters.ts'
import { runModel } from './testing/run-model.ts'
import { trainingScores } from './training-network.ts'
import { trainingOptions } from './training-options.ts'

const count = 12
const sequences = [
  { items: [0, 3, 5, 7, 1], types: [0, 1, 0, 1, 1] },
  { items: [2, 3, 9], types: [1, 1, 0] },
  { items: [4, 4, 8, 0, 10, 2, 6], types: [0, 0, 0, 1, 0, 1, 0] },
]
const source = {
  count,
  frequencies: Array.from({ length: count }, (_, row) => 1 + row),
  categoriesOf: (row: number) => [1 + (row % 2)],
  featuresOf: (row: number) => [row / 10, 1],
}
const forms = [
  { queryToken: false, candidatesSeeQuery: true },
  { queryToken: true, candidatesSeeQuery: true },
  { queryToken: true, candidatesSeeQuery: false },
  { queryToken: false, candidatesSeeQuery: true, negatives: { drawn: 6, batch: false } },
]

it.each(forms)('next and auxiliary terms have the gradients of central differences: %o', async form => {
  const { queryToken, candidatesSeeQuery, negatives = { drawn: 4 } } = form
  const sizes = { rows: count, width: 8, blocks: 2, events: 5, longEvents: 8, types: 2, categories: 2, features: 2 }
  const config = recommenderConfig({ ...sizes, queryToken, inner: 12, dropout: 0 })
  const weights = { next: 1, auxiliary: 1, ranker: 0 }
  const options = trainingOptions({ weights, negatives, auxiliaryNegatives: 3, candidatesSeeQuery }, config)
  const tensors = sequenceTensors(sequences, source, { config, options, total: 78 })
  const shapes: Record<string, readonly number[]> = {}
  const build = (only: 'next' | 'auxiliary') => (inputs: Readonly<Record<string, Value>>, graph: Graph) => {
    const constant = ({ dtype, shape, data }: Tensor) =>
      graph.constant(
        Array.from(data as ArrayLike<number | bigint>, Number),
        dtype === 'int64' ? dtype : 'float64',
        shape,
      )
    const given = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, constant(tensor)]))
    const scores = trainingScores(givenParameters(graph, inputs, shapes), given, { config, options })
    const terms = recommenderLoss(options).compute(scores) as Readonly<Record<string, LossTerm>>
    return [terms[only]!.value]
  }
  build('next')({}, new Graph())
  expect(Object.keys(shapes)).toEqual(expect.arrayContaining(['table.weight', 'auxiliary_score.0.weight']))
  expect(await checkGradient(build('next'), { run: runModel, shapes })).toBeLessThan(1e-7)
  expect(await checkGradient(build('auxiliary'), { run: runModel, shapes })).toBeLessThan(1e-7)
  // One parameter at a time: each gets a gradient of the auxiliary term, and the right one.
  for (const name of ['table.weight', 'block.0.k_proj.weight', 'block.0.v_proj.weight', 'block.1.k_proj.weight']) {
    const one = { [name]: shapes[name]! }
    expect(await checkGradient(build('auxiliary'), { run: runModel, shapes: one })).toBeLessThan(1e-7)
  }
})
