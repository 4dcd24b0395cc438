import { seededRandom } from '@towerkit/core'
import {
  createParameters,
  embedding,
  Graph,
  gradients,
  initialize,
  mul,
  reduceSum,
  writeOnnx,
  type Parameters,
  type Value,
  type Tensor,
} from '@towerkit/graph'
import { checkGradient } from '@towerkit/graph/testing'
import { createSession } from '@towerkit/runtime'
import { expect, it } from 'vitest'
import { generatorNetwork } from './generator-network.ts'
import { longHistory, rankerNetwork } from './ranker-network.ts'
import { givenParameters } from './testing/given-parameters.ts'
import { runModel } from './testing/run-model.ts'

const options = { blocks: 2, heads: 2, inner: 12, dropout: 0 }
const [batch, length, count, width, rows] = [3, 6, 4, 8, 20]
const random = seededRandom(4)
const integers = (shape: number[], below: number): Tensor => ({
  dtype: 'int64',
  shape,
  data: BigInt64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => BigInt(Math.floor(random() * below))),
})
const ids = integers([batch, length], rows)
const candidateIds = integers([batch, count], rows)
const seesUpTo = integers([batch, count], length)
const mask: Tensor = {
  dtype: 'int64',
  shape: [batch, length],
  data: BigInt64Array.from({ length: batch * length }, (_, i) => BigInt(Number(i % length >= Math.floor(i / length)))),
}

function build(graph: Graph, parameters: Parameters, withCandidates: boolean) {
  const table = (values: Value) => embedding(parameters.at('item'), values, { rows, width, deviation: 0.5 })
  const input = (name: string, { shape }: Tensor) => graph.input(name, 'int64', shape)
  return generatorNetwork(
    parameters.at('generator'),
    {
      history: table(input('ids', ids)),
      mask: input('mask', mask),
      candidates: withCandidates
        ? { tokens: table(input('candidateIds', candidateIds)), seesUpTo: input('seesUpTo', seesUpTo) }
        : undefined,
    },
    options,
  )
}

async function run(withCandidates: boolean, outputsOf: (graph: Graph, parameters: Parameters) => void) {
  const graph = new Graph()
  const parameters = createParameters(graph)
  outputsOf(graph, parameters)
  await using session = await createSession(writeOnnx(graph), { threads: 1 })
  const feeds = { ids, mask, ...(withCandidates && { candidateIds, seesUpTo }), ...initialize(parameters, { seed: 2 }) }
  return { results: await session.run(feeds), names: parameters.list().map(({ name }) => name) }
}

it('gives the same states with and without candidates, to the bit, and serving lacks them', async () => {
  const states = (withCandidates: boolean) =>
    run(withCandidates, (graph, parameters) => {
      const { history, candidates } = build(graph, parameters, withCandidates)
      graph.output('history', history)
      if (candidates) graph.output('candidates', candidates)
    })
  const trained = await states(true)
  const served = await states(false)
  expect(trained.results['history']!.data).toEqual(served.results['history']!.data)
  expect(trained.results['candidates']!.shape).toEqual([batch, count, width])
  expect(trained.names).toEqual(served.names)
})

it('has no derivative of the user by the candidates, but one of the candidates by keys and table', async () => {
  const { results } = await run(true, (graph, parameters) => {
    const { history, candidates } = build(graph, parameters, true)
    const of = (name: string) => parameters.list().find(parameter => parameter.name === name)!.value
    const scope = parameters.at('generator', 'block', 0)
    const shape = [width, width]
    const [keys, values] = ['k_proj.weight', 'v_proj.weight'].map(name =>
      scope.get(name, shape, () => new Float32Array()),
    )
    const weights = Float32Array.from({ length: width }, random)
    const scores = reduceSum(mul(candidates!, graph.constant(weights, 'float32', [width])))
    const wanted = { keys: keys!, values: values!, table: of('item.weight') }
    gradients(scores, Object.values(wanted)).forEach((gradient, i) => graph.output(Object.keys(wanted)[i]!, gradient))
    const ownTokens = candidates!.graph.nodes.find(({ inputs }) => inputs['indices']?.name === 'candidateIds')!
    const token = Object.values(ownTokens.outputs)[0]!
    graph.output('user by candidates', gradients(reduceSum(history), [token])[0]!)
  })
  const largest = (name: string) => Math.max(...(results[name]!.data as Float32Array).map(Math.abs))
  expect(largest('user by candidates')).toBe(0)
  for (const name of ['keys', 'values', 'table']) expect(largest(name)).toBeGreaterThan(1e-3)
})

it('has the gradients that central differences give, through candidates and ranker', async () => {
  const shapes: Record<string, readonly number[]> = {}
  const check = (inputs: Readonly<Record<string, Value>>, graph: Graph) => {
    const parameters = givenParameters(graph, inputs, shapes)
    const constant = ({ shape, data }: Tensor) =>
      graph.constant([...(data as BigInt64Array)].map(Number), 'int64', shape)
    const table = (values: Tensor) => embedding(parameters.at('item'), constant(values), { rows, width })
    const tokens = { tokens: table(candidateIds), seesUpTo: constant(seesUpTo) }
    const { history, candidates } = generatorNetwork(
      parameters.at('generator'),
      { history: table(ids), mask: constant(mask), candidates: tokens },
      options,
    )
    const user = reduceSum(history, [1])
    const long = longHistory(parameters.at('ranker'), table(ids), constant(mask))
    const firstScores = reduceSum(table(candidateIds), [-1])
    const ranked = rankerNetwork(parameters.at('ranker'), { items: table(candidateIds), firstScores, user }, long)
    return [candidates!, ranked.scores]
  }
  check({}, new Graph())
  expect(Object.keys(shapes)).toEqual(expect.arrayContaining(['item.weight', 'generator.block.0.k_proj.weight']))
  expect(await checkGradient(check, { run: runModel, shapes })).toBeLessThan(1e-7)
})
