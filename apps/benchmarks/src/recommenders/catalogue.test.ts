import { exactIndex } from '@towerkit/indices'
import { createCatalogue, createRecommender } from '@towerkit/generate-rank'
import { beforeAll, describe, expect, it } from 'vitest'

const rows = 30
const recommender = createRecommender(
  { rows, width: 8, blocks: 1, events: 4, longEvents: 6, categories: 3 },
  { seed: 3, session: { threads: 1 } },
)
const index = exactIndex({ dimensions: 8, metric: 'inner-product' })
const items = Array.from({ length: rows }, (_, row) => ({
  id: `film ${row}`,
  row,
  categories: [1 + (row % 3)],
  metadata: { genre: ['crime', 'comedy', 'drama'][row % 3]!, year: 1990 + row },
}))
const popular = items.map(({ id }) => id).reverse()
const catalogue = createCatalogue({ recommender, index, popular, rank: true })
const history = [1, 4, 7].map(row => ({ item: `film ${row}` }))

beforeAll(() => catalogue.setItems(items))

describe('a catalogue', () => {
  it('recommends what was not seen, each once, best first, with the events that its ranker read', async () => {
    const answer = await catalogue.recommend({ history, limit: 10 })
    expect(answer.items).toHaveLength(10)
    const names = answer.items.map(({ item }) => item)
    expect(new Set(names).size).toBe(10)
    for (const { item } of history) expect(names).not.toContain(item)
    const scores = answer.items.map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    const [{ because, metadata }] = answer.items as [(typeof answer.items)[0]]
    expect(because.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 5)
    expect(because.map(({ item }) => item).sort()).toEqual(history.map(({ item }) => item).sort())
    expect(metadata).toHaveProperty('genre')
    expect(answer).toMatchObject({ unknown: [], isPopular: false })
  })

  it('filters before the best are chosen, and answers with nothing if nothing is left', async () => {
    const comedies = await catalogue.recommend({ history, limit: 30, where: { genre: 'comedy' }, includeSeen: true })
    expect(comedies.items).toHaveLength(10)
    const all = items.map(({ id }) => id)
    expect((await catalogue.recommend({ history, exclude: all })).items).toEqual([])
  })

  it('passes over unknown items and names them, and gives the popular ones to strangers', async () => {
    const some = await catalogue.recommend({ history: [{ item: 'gone' }, ...history, { item: 'gone' }] })
    expect(some.unknown).toEqual(['gone'])
    const nobody = await catalogue.recommend({ history: [{ item: 'gone' }], limit: 3, where: { genre: 'drama' } })
    expect(nobody).toMatchObject({ isPopular: true, unknown: ['gone'] })
    expect(nobody.items.map(({ item }) => item)).toEqual(['film 29', 'film 26', 'film 23'])
    expect((await catalogue.recommend({ history: [], limit: 2 })).items.map(({ item }) => item)).toEqual(
      popular.slice(0, 2),
    )
  })

  it('sees a new item, another description and a removal in the next answer', async () => {
    await catalogue.setItems([{ id: 'new', categories: [2], metadata: { genre: 'comedy' } }])
    const find = async (item: string) =>
      (await catalogue.recommend({ history, limit: 100 })).items.find(found => found.item === item)
    const first = await find('new')
    expect(first).toBeDefined()
    await catalogue.setItems([{ id: 'new', categories: [1, 3], metadata: { genre: 'crime' } }])
    expect((await find('new'))!.firstScore).not.toBe(first!.firstScore)
    expect(await catalogue.removeItems(['new'])).toBe(1)
    expect(await find('new')).toBeUndefined()
  })

  it('reads long histories, and one candidate, and more than there are', async () => {
    const long = Array.from({ length: 100_000 }, (_, i) => ({ item: `film ${i % 5}` }))
    expect((await catalogue.recommend({ history: long, limit: 5 })).items).toHaveLength(5)
    expect((await catalogue.recommend({ history, limit: 1, candidates: 1 })).items).toHaveLength(1)
    expect((await catalogue.recommend({ history, limit: 1000, candidates: 5000 })).items).toHaveLength(rows - 3)
  })

  it('refuses what it does not know', async () => {
    await expect(catalogue.recommend({ history, limit: 0 })).rejects.toThrow('limit is 0')
    await expect(catalogue.recommend({ history: 'film 1' as never })).rejects.toThrow('no list of events')
    await expect(catalogue.recommend({ history, top: 3 } as never)).rejects.toThrow('no option "top"')
    const narrow = exactIndex({ dimensions: 4, metric: 'inner-product' })
    expect(() => createCatalogue({ recommender, index: narrow })).toThrow('4 dimensions for a model of 8')
    await expect(catalogue.setItems([{ id: 'x', categories: [9] }])).rejects.toThrow('category 9')
    await expect(catalogue.setItems([{ id: 'x', row: rows }])).rejects.toThrow('has the row 30, of 30')
    await expect(catalogue.setItems([{ id: 'x', row: 1, features: [1] }])).rejects.toThrow(
      '1 features, the model reads 0',
    )
    const typed = [{ item: 'film 1', type: 1 }]
    await expect(catalogue.recommend({ history: typed })).rejects.toThrow('the type 1, the model knows 1')
    const source = { count: rows, frequencies: new Array<number>(rows).fill(1) }
    expect(() => recommender.training(source)).toThrow('no categoriesOf, and the model reads 3')
    expect(() => recommender.training({ ...source, frequencies: [1] })).toThrow('1 frequencies')
    expect(() => recommender.training({ ...source, count: 31 })).toThrow('31 items for a table of 30 rows')
  })
})
