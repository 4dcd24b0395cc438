import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RecommendationService } from '../recommend/recommendation-service.ts'
import { smallRecommender } from '../testing/small-recommender.ts'
import { recommendationApi } from './recommendation-api.ts'
import { askedServer, type AskedServer } from './testing/with-server.ts'

let service: RecommendationService
let server: AskedServer
beforeAll(async () => {
  service = await smallRecommender()
  server = await askedServer(recommendationApi({ service }))
}, 120_000)
afterAll(async () => {
  await server.close()
  await service.close()
})
const recommend = (body: object) => server.ask('/v1/recommendations', { body })
const names = ({ items }: { readonly items: readonly { readonly item: string }[] }) => items.map(({ item }) => item)

it('recommends for a history what was not seen, with titles and times, and says why if it is asked', async () => {
  const { status, body } = await recommend({ history: ['2', '3', '4'], limit: 5 })
  expect(status).toBe(200)
  expect(body).toMatchObject({ unknown: [], isPopular: false, milliseconds: { total: expect.any(Number) } })
  expect(body.items).toHaveLength(5)
  for (const { item, title, metadata, because } of body.items) {
    expect(['2', '3', '4']).not.toContain(item)
    expect(title).toBe(`Film ${item}`)
    expect(Object.keys(metadata)).toEqual(['genres'])
    expect(because).toBeUndefined()
  }
  const explained = (await recommend({ history: ['2', '3', '2'], limit: 5, explain: true })).body
  for (const { because } of explained.items) {
    expect(names({ items: because }).sort()).toEqual(['2', '3'])
    expect(because[0].title).toMatch(/^Film [23]$/)
    expect(because.reduce((sum: number, { weight }: { weight: number }) => sum + weight, 0)).toBeCloseTo(1, 4)
  }
})

it('filters, excludes, and includes what was seen if it is told to', async () => {
  const comedies = (await recommend({ history: ['2'], limit: 30, where: { genres: 'Comedy' }, exclude: ['11'] })).body
  expect(names(comedies).sort()).toEqual(['10', '12', '13', '14', '15', '16', '17', '18', '19'])
  expect(names((await recommend({ history: ['2'], limit: 30, includeSeen: true })).body)).toHaveLength(20)
  expect(names((await recommend({ history: ['2'], where: { title: 'Film 7' } })).body)).toEqual(['7'])
  const all = Array.from({ length: 20 }, (_, film) => String(film))
  expect((await recommend({ history: ['2'], exclude: all })).body).toMatchObject({ items: [], isPopular: false })
  expect((await recommend({ exclude: all })).body).toMatchObject({ items: [], isPopular: true })
})

it('names unknown items, and gives strangers the popular ones, marked as such', async () => {
  expect((await recommend({ history: ['gone', '2'] })).body).toMatchObject({ unknown: ['gone'], isPopular: false })
  for (const asked of [{}, { history: [] }, { history: ['gone'] }, { session: 'nobody' }])
    expect((await recommend({ ...asked, limit: 2 })).body).toMatchObject({
      isPopular: true,
      ranked: false,
      items: [{}, {}],
    })
})

it('reads a history of 100,000, and refuses a longer one', async () => {
  const history = Array.from({ length: 100_000 }, (_, i) => (i % 7 === 0 ? 'gone' : String(i % 5)))
  const { status, body } = await recommend({ history, limit: 5 })
  expect([status, body.items.length, body.unknown]).toEqual([200, 5, ['gone']])
  expect(await recommend({ history: [...history, '1'] })).toMatchObject({ status: 400 })
})

it.each([
  [{ history: '2' }, /history must be array/],
  [{ history: [2] }, /history\/0 must be string/],
  [{ history: ['2'], session: 'a' }, /a history and a session/],
  [{ limit: 0 }, /limit/],
  [{ limit: 1001 }, /limit/],
  [{ where: { genres: {} } }, /where/],
  [{ explain: 1 }, /explain/],
  [{ top: 3 }, /a field "top" that is not known/],
])('refuses %j', async (body, detail) => {
  expect(await recommend(body)).toMatchObject({
    status: 400,
    body: { code: 'argument', detail: expect.stringMatching(detail) },
  })
})

it('has the metrics of the answers', async () => {
  await recommend({})
  const { text } = await server.ask('/metrics')
  expect(text).toMatch(/^towerkit_items 20$/m)
  expect(text).toMatch(/^towerkit_recommendation_seconds_count\{part="total"\} [1-9]/m)
  expect(text).toMatch(/^towerkit_recommendations_popular_total [1-9]/m)
  expect((await server.ask('/v1/status')).body).toEqual({
    items: 20,
    ranked: expect.any(Boolean),
    dimensions: 8,
    categories: { genres: ['Comedy', 'Crime', 'Drama'] },
  })
})
