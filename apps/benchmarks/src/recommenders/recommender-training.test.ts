import { seededRandom } from '@towerkit/core'
import { adamW, train } from '@towerkit/training'
import { expect, it } from 'vitest'
import { createRecommender, type ItemSource, type RecommenderConfig } from '@towerkit/generate-rank'

const count = 40
const sizes = { rows: count, width: 16, blocks: 1, heads: 2, events: 8, longEvents: 20, dropout: 0 }

/** Cycles: item i is followed by i + 1 within its group of 10, or by a random one of the group. */
function sequences(users: number) {
  const random = seededRandom(5)
  return Array.from({ length: users }, (_, user) => {
    const group = 10 * (user % 4)
    const items = [group + Math.floor(random() * 10)]
    while (items.length < 13) {
      const last = items.at(-1)! - group
      items.push(group + (random() < 0.8 ? (last + 1) % 10 : Math.floor(random() * 10)))
    }
    return { sequence: { items, types: items.map(item => item % 2) } }
  })
}

const data = sequences(60)
const frequencies = new Float64Array(count)
for (const { sequence } of data) for (const item of sequence.items) frequencies[item]!++
const categoriesOf = (row: number) => [1 + Math.floor(row / 10)]
const featuresOf = (row: number) => [row % 10, 1]

const forms: Readonly<Record<string, Partial<RecommenderConfig>>> = {
  'every position': {},
  'query token, types, categories, features, cosine': {
    queryToken: true,
    types: 2,
    categories: 4,
    features: 2,
    similarity: 'cosine',
  },
}

it.each(Object.entries(forms))('learns what follows what, and ranks as it was trained: %s', async (_name, form) => {
  await using recommender = createRecommender({ ...sizes, ...form }, { seed: 1 })
  const source: ItemSource = {
    count,
    frequencies,
    ...(form.categories && { categoriesOf }),
    ...(form.features && { featuresOf }),
  }
  const weights = { next: 1, auxiliary: 0.3, ranker: 0.3 }
  const { losses } = await train({
    ...recommender.training(source, { weights, auxiliaryNegatives: 4, rankerNegatives: 6 }),
    data,
    optimizer: adamW({ learningRate: 0.02 }),
    batchSize: 20,
    steps: 60,
    seed: 2,
  })
  expect(losses.at(-1)!).toBeLessThan(0.75 * losses[0]!)

  const items = await recommender.items(
    Array.from({ length: count }, (_, row) => ({
      row,
      categories: source.categoriesOf?.(row),
      features: source.featuresOf?.(row),
    })),
  )
  const eventsOf = (rows: readonly number[]) => {
    const picked = rows.flatMap(row => [...items.data.subarray(row * 16, (row + 1) * 16)])
    return {
      items: { data: Float32Array.from(picked), count: rows.length, dimensions: 16 },
      ...(form.types && { types: rows.map(row => row % 2) }),
    }
  }
  const histories = [0, 1, 2, 3].map(group => eventsOf([3, 4, 5, 6].map(item => 10 * group + item)))
  const { users, queries } = await recommender.users(histories)
  let right = 0
  for (const [group, history] of histories.entries()) {
    const firstScores = Float32Array.from({ length: count }, (_, row) => {
      let sum = 0
      for (let d = 0; d < 16; d++) sum += queries.data[group * 16 + d]! * items.data[row * 16 + d]!
      return sum
    })
    const best = firstScores.indexOf(Math.max(...firstScores))
    if (Math.floor(best / 10) === group) right++
    const user = users.data.subarray(group * 16, (group + 1) * 16)
    const { scores, weights: read, events } = await recommender.rank({ history, user, items, firstScores })
    expect(scores).toHaveLength(count)
    expect(events).toBe(4)
    expect([...read.subarray(0, 4)].reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5)
  }
  expect(right).toBe(4)
})
