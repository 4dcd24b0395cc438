import { createParameters, Graph, writeOnnx, type Tensor } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import { expect, it } from 'vitest'
import { createRecommender, type Recommender } from './recommender.ts'
import type { RecommenderConfig } from './recommender-config.ts'
import type { RecommenderTrainingOptions } from './training-options.ts'
import { itemModel, rankerModel, userModel } from './serving-models.ts'

const count = 20
const width = 8
const source = {
  count,
  frequencies: Array.from({ length: count }, (_, row) => 1 + row),
  categoriesOf: (row: number) => [1 + (row % 3)],
}
const sequences = [
  [1, 5, 2, 8, 13, 4],
  [7, 3, 0],
  [9, 9, 10, 11, 12, 14, 16, 18, 6],
].map(items => ({
  items,
  types: items.map(item => item % 2),
}))
const sizes = { rows: count, width, blocks: 2, events: 6, longEvents: 8, types: 2, categories: 3 }
const forms: Readonly<Record<string, Partial<RecommenderConfig> & { readonly candidatesSeeQuery?: boolean }>> = {
  'the last event is the user': {},
  'a query token that candidates see': { queryToken: true, similarity: 'cosine', candidatesSeeQuery: true },
  'a query token that they do not see': { queryToken: true, candidatesSeeQuery: false },
}

/** Runs the training graph without dropout, all candidates competing; weights are multiplied to be far from 0. */
async function trained(recommender: Recommender, options: RecommenderTrainingOptions) {
  const tower = recommender.training(source, { negatives: 'all', ...options }).model.tower('sequence')!
  const graph = new Graph()
  const inputs = Object.fromEntries(
    Object.entries(tower.inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  const made = tower.build(createParameters(graph), inputs, { outputs: Object.keys(tower.outputs) })
  for (const [name, value] of Object.entries(made)) graph.output(`${name} of training`, value)
  // As written: what is fused, and so rounded, depends on what else reads a value.
  await using session = await createSession(writeOnnx(graph), { threads: 1, optimization: 'disabled' })
  const tensors = tower.collate(sequences)
  const wanted = new Set(session.inputs.map(({ name }) => name))
  const feeds = Object.entries({ ...recommender.weights, ...tensors }).filter(([name]) => wanted.has(name))
  const results = await session.run(Object.fromEntries(feeds))
  return { tensors, next: results['next of training']!, ranker: results['ranker of training'] }
}

it.each(Object.entries(forms))('is served as it was trained: %s', async (_name, { candidatesSeeQuery, ...form }) => {
  await using recommender = createRecommender({ ...sizes, ...form }, { seed: 4, session: { threads: 1 } })
  for (const { data } of Object.values(recommender.weights))
    (data as Float32Array).forEach((x, i) => ((data as Float32Array)[i] = 8 * x))
  const options = {
    logQ: false,
    maskKnown: false,
    temperature: 0.7,
    ...(candidatesSeeQuery !== undefined && { candidatesSeeQuery }),
  }
  const whole = await trained(recommender, options)
  const alone = await trained(recommender, { ...options, weights: { auxiliary: 0, ranker: 0 } })
  // To the bit: the auxiliary tokens change nothing.
  expect(whole.next.data).toEqual(alone.next.data)

  const described = Array.from({ length: count }, (_, row) => ({ row, categories: source.categoriesOf(row) }))
  const items = await recommender.items(described)
  const histories = sequences.map(({ items: rows, types }) => {
    const before = rows.slice(0, -1)
    const data = Float32Array.from(before.flatMap(row => [...items.data.subarray(row * width, (row + 1) * width)]))
    return { items: { data, count: before.length, dimensions: width }, types: types.slice(0, -1) }
  })
  const { users, queries } = await recommender.users(histories)
  const rowsOf = (tensor: Tensor) => (row: number) =>
    (tensor.data as Float32Array).subarray(row * tensor.shape[1]!, (row + 1) * tensor.shape[1]!)
  const lastTargets = [...(whole.tensors['targetAt']!.data as BigInt64Array)].flatMap((_, target, all) =>
    target === all.length - 1 ||
    whole.tensors['sequenceOf']!.data[target] !== whole.tensors['sequenceOf']!.data[target + 1]
      ? [target]
      : [],
  )
  expect(lastTargets).toHaveLength(sequences.length)
  for (const [user, history] of histories.entries()) {
    const query = queries.data.subarray(user * width, (user + 1) * width)
    const firstScores = Float32Array.from({ length: count }, (_, row) =>
      query.reduce((sum, x, d) => sum + x * items.data[row * width + d]!, 0),
    )
    const target = sequences[user]!.items.at(-1)!
    const rest = [...firstScores.keys()].filter(row => row !== target)
    const next = rowsOf(whole.next)(form.queryToken ? user : lastTargets[user]!)
    const together = Math.log(rest.reduce((sum, row) => sum + Math.exp(firstScores[row]! / 0.7), 0))
    expect(Math.abs(next[0]! - firstScores[target]! / 0.7)).toBeLessThan(1e-4)
    expect(Math.abs(next[1]! - together)).toBeLessThan(1e-4)
    const order = [target, ...rest.sort((a, b) => firstScores[b]! - firstScores[a]!)]
    const ranked = await recommender.rank({
      history,
      user: users.data.subarray(user * width, (user + 1) * width),
      items: await recommender.items(order.map(row => described[row]!)),
      firstScores: Float32Array.from(order, row => firstScores[row]!),
    })
    const training = rowsOf(whole.ranker!)(user).map(score => score * 0.7)
    const errors = training.map((score, i) => Math.abs(score - ranked.scores[i]!))
    expect(training).toHaveLength(count)
    expect(Math.max(...errors)).toBeLessThan(1e-4)
  }
  for (const model of [itemModel, userModel, rankerModel]) {
    const names = Buffer.from(model(recommender.weights, recommender.config)).toString('latin1')
    expect(names).not.toContain('auxiliary')
    expect(names).toContain(model === itemModel ? 'table.weight' : model === userModel ? 'k_proj.weight' : 'ranker.mlp')
  }
  expect(Object.keys(recommender.weights).filter(name => name.includes('auxiliary'))).not.toEqual([])
})
