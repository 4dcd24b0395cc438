import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { quietProgress } from '../testing/quiet-progress.ts'
import { smallInteractions } from '../testing/small-interactions.ts'
import type { RecommendationService } from './recommendation-service.ts'
import { trainRecommender } from './train-recommender.ts'

const data = smallInteractions()
let recommender: RecommendationService

beforeAll(async () => {
  const { interactions, items } = data
  recommender = await trainRecommender({
    interactions,
    items,
    steps: 60,
    width: 16,
    learningRate: 0.02,
    progress: quietProgress,
  })
}, 120_000)

afterAll(async () => {
  await recommender.close()
  rmSync(data.folder, { recursive: true })
})

it('recommends of the taste that it was shown, with titles and without what was seen', async () => {
  const { items, isPopular, unknown } = await recommender.recommend({ history: ['2', '3', '4'], limit: 3 })
  expect(isPopular).toBe(false)
  expect(unknown).toEqual([])
  expect(items).toHaveLength(3)
  for (const { item, title } of items) {
    expect(Number(item)).toBeLessThan(10)
    expect(['2', '3', '4']).not.toContain(item)
    expect(title).toBe(`Film ${item}`)
  }
})

it('filters by lists, and excludes', async () => {
  const asked = { history: ['2', '3'], limit: 20, where: { genres: 'Comedy' } }
  const { items } = await recommender.recommend(asked)
  expect(items.map(({ item }) => Number(item)).sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
  const all = Array.from({ length: 20 }, (_, film) => String(film))
  expect((await recommender.recommend({ ...asked, exclude: all })).items).toEqual([])
})

it('has a new item in the next answer, and a removed one no longer', async () => {
  const asked = { history: ['2', '3', '4'], limit: 30 }
  const found = async () => (await recommender.recommend(asked)).items.find(({ item }) => item === 'new-film')
  await recommender.setItem({ id: 'new-film', title: 'New', genres: ['Crime', 'unheard of'] })
  expect(await found()).toMatchObject({ title: 'New', metadata: { genres: ['Crime', 'unheard of'] } })
  expect(recommender.size).toBe(21)
  await recommender.setItem({ id: 'new-film', title: 'Newer' })
  expect(await found()).toMatchObject({ title: 'Newer', metadata: {} })
  expect(await recommender.removeItem('new-film')).toBe(true)
  expect(await recommender.removeItem('new-film')).toBe(false)
  expect(await found()).toBeUndefined()
  expect(recommender.size).toBe(20)
})

it('names unknown items, and gives strangers the popular ones, marked as such', async () => {
  expect(await recommender.recommend({ history: ['gone', '2', '3'] })).toMatchObject({
    unknown: ['gone'],
    isPopular: false,
  })
  for (const history of [[], ['gone']])
    expect(await recommender.recommend({ history, limit: 2 })).toMatchObject({
      isPopular: true,
      ranked: false,
      unknown: history,
      items: [{}, {}],
    })
})

it('reads a history of 100,000', async () => {
  const history = Array.from({ length: 100_000 }, (_, i) => String(i % 5))
  const { items } = await recommender.recommend({ history, limit: 5 })
  expect(items).toHaveLength(5)
})

it('refuses what is no history and options that it does not know', async () => {
  await expect(recommender.recommend({ history: [3 as never] })).rejects.toMatchObject({ code: 'argument' })
  await expect(recommender.setItem({ id: '' })).rejects.toMatchObject({ code: 'argument' })
  const { interactions } = data
  await expect(trainRecommender({ interactions, epochs: 3 } as never)).rejects.toMatchObject({ code: 'argument' })
})

it('trains and recommends from interactions alone', async () => {
  const { interactions, folder } = smallInteractions()
  const alone = await trainRecommender({ interactions, steps: 2, width: 8, progress: quietProgress })
  try {
    expect((await alone.recommend({ history: ['2', '3'], limit: 5 })).items).toHaveLength(5)
  } finally {
    await alone.close()
    rmSync(folder, { recursive: true })
  }
})
