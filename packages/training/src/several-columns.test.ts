import { expect, it } from 'vitest'
import {
  createParameters,
  crossEntropy,
  gather,
  Graph,
  initialize,
  matmul,
  normalInitializer,
  range,
  reduceSum,
  transpose,
  type Loss,
  type Tower,
} from '@towerkit/graph'
import { sgd } from './sgd.ts'
import { shuffledSampler } from './shuffled-sampler.ts'
import { train } from './train.ts'

const rows = 30
const width = 6

/** Scores of every history of a batch with every candidate of it: one tower over two columns. */
function ranker(sharedTable?: Tower['weights'][string]): Tower {
  const ids = { dtype: 'int64', shape: ['batch', 'length'] } as const
  const inputs = { history: ids, target: { dtype: 'int64', shape: ['batch', 1] } } as const
  const build: Tower['build'] = (parameters, { history, target }) => {
    const table = parameters.get('table', [rows, width], normalInitializer(0.5))
    const rowsOf = (of: typeof history) => reduceSum(gather(table, of!), [1])
    return { scores: matmul(rowsOf(history), transpose(rowsOf(target))) }
  }
  const graph = new Graph()
  const parameters = createParameters(graph)
  build(
    parameters,
    { history: graph.input('h', 'int64', ids.shape), target: graph.input('t', 'int64', inputs.target.shape) },
    {
      outputs: ['scores'],
    },
  )
  const weights = initialize(parameters, { seed: 2 })
  return {
    name: 'ranker',
    columns: ['history', 'target'],
    inputs,
    outputs: { scores: ['batch', 'batch'] },
    weights: { table: sharedTable ?? weights['table']! },
    ...(sharedTable && { shared: { table: 'items' } }),
    tables: { table: ['history', 'target'] },
    collate(items) {
      const tensor = (of: (item: { history: number[]; target: number }) => readonly number[]) => {
        const lists = (items as { history: number[]; target: number }[]).map(of)
        const shape = [lists.length, lists[0]!.length]
        return { dtype: 'int64' as const, shape, data: BigInt64Array.from(lists.flat(), BigInt) }
      }
      return { history: tensor(({ history }) => history), target: tensor(({ target }) => [target]) }
    },
    build,
  }
}

const loss: Loss = {
  name: 'inBatch',
  columns: { scores: { holds: 'embedding', of: 'ranking', output: 'scores' } },
  source: 'test',
  compute: ({ scores }) => crossEntropy(scores!, range(scores!.graph, scores!.shape[0]!)),
}
const data = Array.from({ length: 24 }, (_, i) => ({ history: [i, (i + 1) % rows], target: (i + 2) % rows }))
const settings = {
  data,
  loss,
  optimizer: sgd({ learningRate: 0.5 }),
  steps: 40,
  batchSize: 8,
  session: { threads: 1 },
} as const

it('a tower reads several columns of a whole batch', async () => {
  const tower = ranker()
  const { losses } = await train({ ...settings, model: { tower: () => tower } })
  expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!)
  await expect(train({ ...settings, model: { tower: () => tower }, chunkSize: 4 })).rejects.toThrow('over pairs')
  await expect(
    train({ ...settings, model: { tower: () => tower }, data: [{ history: [1, 2] }], onWarning: () => {} }),
  ).rejects.toThrow('the loss needs the column "ranking" (history, target)')
})

it('two towers share a table, row by row', async () => {
  const alone = ranker()
  const first = ranker(structuredClone(alone.weights['table']!))
  const second = { ...ranker(first.weights['table']!), name: 'second' }
  const both: Loss = {
    ...loss,
    columns: { ...loss.columns, again: { holds: 'embedding', of: 'second', output: 'scores' } },
    compute: ({ scores, again }) => ({
      one: { value: crossEntropy(scores!, range(scores!.graph, scores!.shape[0]!)), weight: 0.5 },
      two: { value: crossEntropy(again!, range(again!.graph, again!.shape[0]!)), weight: 0.5 },
    }),
  }
  await train({ ...settings, model: { tower: () => alone }, steps: 5 })
  await train({ ...settings, model: { tower: name => (name === 'second' ? second : first) }, loss: both, steps: 5 })
  first.weights['table']!.data.forEach((value, i) =>
    expect(Number(value)).toBeCloseTo(Number(alone.weights['table']!.data[i]), 5),
  )
  const other = { ...second, weights: { table: structuredClone(second.weights['table']!) } }
  await expect(
    train({ ...settings, model: { tower: name => (name === 'second' ? other : first) }, loss: both }),
  ).rejects.toThrow('two towers have a weight "items"')
})

it('the rates of a tower are those of its weights, and a run may have others', async () => {
  const change = async (rates: Tower['rates'], learningRates: { weights: string; factor: number }[] = []) => {
    const tower = { ...ranker(), ...(rates && { rates }) }
    const before = Float32Array.from(tower.weights['table']!.data as Float32Array)
    const sampler = shuffledSampler(data, { batchSize: 8 })
    const options = { ...settings, data: sampler, steps: 1, clipNorm: Infinity, learningRates }
    await train({ ...options, model: { tower: () => tower } })
    return Math.max(...before.map((value, i) => Math.abs(value - Number(tower.weights['table']!.data[i]))))
  }
  const whole = await change(undefined)
  expect(await change({ table: 0.5 })).toBeCloseTo(whole / 2, 5)
  expect(await change({ table: 0.5 }, [{ weights: 'ranker.table', factor: 0.25 }])).toBeCloseTo(whole / 4, 5)
})
