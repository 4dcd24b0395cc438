import { describe, expect, it } from 'vitest'
import { mul, reduceMean, sub, type Loss } from '@towerkit/graph'
import type { GradientStep } from './gradients.ts'
import { addGradients } from './gradients.ts'
import { contrastiveLoss, sharedModel, tinyPairs, tinyTower, twoTowerModel } from './testing/tiny-model.ts'
import type { Example } from './example.ts'
import type { Trainable } from './trainable.ts'
import {
  compute,
  difference,
  cachedAndPlain,
  targets,
  toTarget,
  withLists,
  withNegatives,
} from './testing/cached-and-plain.ts'

describe('equals the plain gradients', () => {
  const twoTowers = () => {
    const query = tinyTower('query', { rows: 50 })
    const document = tinyTower('document', { rows: 50, width: 6, seed: 2 })
    return twoTowerModel({ query, positive: document, negatives: document })
  }
  it.each<[string, () => Trainable, Loss, Example[]]>([
    ['one tower for all columns', () => sharedModel(tinyTower('shared')), contrastiveLoss, tinyPairs(13)],
    ['two towers, lists and a parameter of the loss', twoTowers, withNegatives, withLists(13)],
    ['one tower, lists', () => sharedModel(tinyTower('shared')), withNegatives, withLists(13)],
    [
      'columns of numbers and of vectors',
      () => sharedModel(tinyTower('shared'), ['target', 'weight']),
      toTarget,
      targets(13),
    ],
    ['tables with all rows', () => sharedModel(tinyTower('shared', { sparse: false })), contrastiveLoss, tinyPairs(13)],
  ])('%s', async (_name, model, loss, batch) => {
    for (const chunkSize of [1, 4, 13, 64]) {
      const { plain, cached } = cachedAndPlain(model(), loss, chunkSize)
      expect(
        difference(await compute(cached, batch), await compute(plain, batch)),
        `chunks of ${chunkSize}`,
      ).toBeLessThan(2e-6)
    }
  })

  it('where no example has an element in its list', async () => {
    const batch = tinyPairs(5).map(example => ({ ...example, negatives: [] }))
    const { plain, cached } = cachedAndPlain(twoTowers(), withNegatives, 2)
    expect(difference(await compute(cached, batch), await compute(plain, batch))).toBeLessThan(2e-6)
  })
})

describe('with dropout', () => {
  const model = (labels: readonly string[] = []) =>
    sharedModel(tinyTower('shared', { width: 16, dropoutRate: 0.5 }), labels)

  it('repeats itself for a seed, and drops others for another', async () => {
    for (const step of Object.values(cachedAndPlain(model(), contrastiveLoss, 4)).slice(
      0,
      2,
    ) as GradientStep<unknown>[]) {
      const first = await compute(step, tinyPairs(11), 3)
      expect(await compute(step, tinyPairs(11), 3)).toEqual(first)
      expect(difference(await compute(step, tinyPairs(11), 4), first)).toBeGreaterThan(0.01)
    }
  })

  it('equals the plain gradients where one chunk holds the batch', async () => {
    const { plain, cached } = cachedAndPlain(model(), contrastiveLoss, 16)
    expect(difference(await compute(cached, tinyPairs(11)), await compute(plain, tinyPairs(11)))).toBeLessThan(2e-6)
  })

  it('drops the same in both passes: the sum of the plain gradients of its chunks', async () => {
    const batch = targets(10)
    const { plain, cached } = cachedAndPlain(model(['target', 'weight']), toTarget, 4)
    // The seeds that the chunks of the first column get.
    let sum = await compute(plain, batch.slice(0, 4), 7)
    for (const chunk of [1, 2])
      sum = addGradients(sum, await compute(plain, batch.slice(chunk * 4, chunk * 4 + 4), 7 + chunk * 1_000_003))
    expect(difference(await compute(cached, batch, 7), sum)).toBeLessThan(2e-6)
  })

  it('drops other elements in each column, so that a text can be its own positive', async () => {
    const apart: Loss = {
      ...contrastiveLoss,
      compute: ({ query, positive }) => {
        const distance = sub(query!, positive!)
        return reduceMean(mul(distance, distance))
      },
    }
    const same = tinyPairs(6).map(({ query }) => ({ query, positive: query }))
    const { plain, cached } = cachedAndPlain(model(), apart, 2)
    expect((await compute(plain, same)).loss).toBeGreaterThan(0.01)
    expect((await compute(cached, same)).loss).toBeGreaterThan(0.01)
  })
})

it('names the column that an example lacks', async () => {
  const { plain } = cachedAndPlain(sharedModel(tinyTower('shared')), contrastiveLoss, 4)
  await expect(compute(plain, [...tinyPairs(2), { query: [1, 2, 3, 4] }])).rejects.toMatchObject({
    code: 'data',
    details: { column: 'positive' },
  })
})
