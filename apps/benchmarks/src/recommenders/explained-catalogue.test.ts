import { exactIndex } from '@towerkit/indices'
import { createCatalogue, createRecommender } from '@towerkit/generate-rank'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const recommender = createRecommender(
  { rows: 30, width: 8, blocks: 1, events: 4, longEvents: 6 },
  { seed: 3, session: { threads: 1 } },
)
const index = exactIndex({ dimensions: 8, metric: 'inner-product' })
const catalogue = createCatalogue({ recommender, index, rank: true })
const history = [1, 4, 7].map(row => ({ item: `film ${row}` }))

beforeAll(() => catalogue.setItems(Array.from({ length: 30 }, (_, row) => ({ id: `film ${row}`, row }))))
afterAll(() => recommender.close())

describe('a catalogue', () => {
  it('says why if it is asked, also if the ranker does not order', async () => {
    const unranked = createCatalogue({ recommender, index, rank: false })
    const asked = { history: [...history, history[0]!], limit: 5 }
    const plain = await unranked.recommend(asked)
    const explained = await unranked.recommend({ ...asked, explain: true })
    expect(plain.items.flatMap(({ because }) => because)).toEqual([])
    expect(explained.items.map(({ item, score }) => [item, score])).toEqual(
      plain.items.map(({ item, score }) => [item, score]),
    )
    for (const { because } of explained.items) {
      expect(because.map(({ item }) => item).sort()).toEqual(history.map(({ item }) => item).sort())
      expect(because.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 5)
    }
    const silent = await catalogue.recommend({ ...asked, explain: false })
    expect(silent.items.flatMap(({ because }) => because)).toEqual([])
  })

  it('reads the latest events that it knows, however many unknown ones came after them', async () => {
    const unknown = Array.from({ length: 50 }, (_, i) => ({ item: `gone ${i % 9}` }))
    const answer = await catalogue.recommend({ history: [...history, ...unknown], limit: 5 })
    expect(answer.isPopular).toBe(false)
    expect(answer.items).toEqual((await catalogue.recommend({ history, limit: 5 })).items)
    expect(answer.unknown).toHaveLength(9)
  })
})
