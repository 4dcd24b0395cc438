import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RecommendationService } from '../recommend/recommendation-service.ts'
import { smallRecommender } from '../testing/small-recommender.ts'
import { recommendationApi } from './recommendation-api.ts'
import { askedServer, type AskedServer } from './testing/with-server.ts'

let service: RecommendationService
let server: AskedServer
beforeAll(async () => {
  service = await smallRecommender()
  server = await askedServer(recommendationApi({ service }), { limits: { bodyBytes: 300_000 } })
}, 120_000)
afterAll(async () => {
  await server.close()
  await service.close()
})
const put = (id: string, body: unknown) => server.ask(`/v1/items/${encodeURIComponent(id)}`, { method: 'PUT', body })
const found = async (item: string) => {
  const body = { history: ['2', '3'], limit: 50 }
  const { items } = (await server.ask('/v1/recommendations', { body })).body
  return items.find((each: { item: string }) => each.item === item)
}
const titles = async (query: string) => {
  const { body } = await server.ask(`/v1/items?query=${encodeURIComponent(query)}`)
  return body.items.map(({ title }: { title: string }) => title)
}

it('has an item in the next answer, its new form after a change, and not after its removal', async () => {
  const metadata = { genres: ['Crime', 'unheard of'], year: 2024 }
  expect((await put('a/new film', { title: 'It', metadata })).body).toEqual({ replaced: false })
  expect(await found('a/new film')).toMatchObject({ title: 'It', metadata })
  expect((await server.ask('/v1/items/a%2Fnew%20film')).body).toEqual({ id: 'a/new film', title: 'It', metadata })
  expect(await titles('it')).toEqual(['It'])
  expect((await put('a/new film', { title: 'Them' })).body).toEqual({ replaced: true })
  expect(await found('a/new film')).toMatchObject({ title: 'Them', metadata: {} })
  expect(await titles('it')).toEqual([])
  expect((await server.ask('/v1/status')).body.items).toBe(21)

  expect((await server.ask('/v1/items/a%2Fnew%20film', { method: 'DELETE' })).status).toBe(204)
  expect(await server.ask('/v1/items/a%2Fnew%20film', { method: 'DELETE' })).toMatchObject({ status: 404 })
  expect(await server.ask('/v1/items/a%2Fnew%20film')).toMatchObject({ status: 404, body: { code: 'not-found' } })
  expect(await found('a/new film')).toBeUndefined()
  expect(await titles('them')).toEqual([])
})

it('finds titles by words, the last of which may be begun or mistyped', async () => {
  expect((await titles('fil 13'))[0]).toBe('Film 13')
  expect(await titles('zzz')).toEqual([])
  await put('long', { title: 'The Shawshank Redemption' })
  expect(await titles('the shaw')).toEqual(['The Shawshank Redemption'])
  expect(await titles('shawshnak')).toEqual(['The Shawshank Redemption'])
  await server.ask('/v1/items/long', { method: 'DELETE' })
})

it('takes many changes at once, each whole, in their order', async () => {
  const versions = Array.from({ length: 60 }, (_, i) => i)
  await Promise.all(versions.map(i => service.setItem({ id: `many-${i % 20}`, title: `v${i}`, version: i })))
  for (let i = 40; i < 60; i++)
    expect(await service.item(`many-${i % 20}`)).toMatchObject({ title: `v${i}`, metadata: { version: i } })
  const removed = await Promise.all(versions.map(i => service.removeItem(`many-${i % 20}`)))
  expect(removed.filter(Boolean)).toHaveLength(20)
  expect(service.size).toBe(20)
})

it('never answers with parts of two versions of an item, or with one that was removed before', async () => {
  let version = 0
  let isDone = false
  const writing = (async () => {
    while (!isDone) {
      version++
      await service.setItem({ id: 'changing', title: `v${version}`, genres: ['Crime'], version })
      if (version % 3 === 0) await service.removeItem('changing')
    }
  })()
  let seen = 0
  for (let i = 0; i < 200; i++) {
    const { items } = await service.recommend({ history: ['2'], limit: 30, where: { genres: 'Crime' } })
    const film = items.find(({ item }) => item === 'changing')
    if (film === undefined) continue
    seen++
    expect(film.title).toBe(`v${film.metadata['version']}`)
    expect(film.metadata['genres']).toEqual(['Crime'])
  }
  isDone = true
  await writing
  expect(seen).toBeGreaterThan(10)
  await service.removeItem('changing')
  expect(await found('changing')).toBeUndefined()
})

it.each<[string, unknown, RegExp]>([
  ['a', [], /object/],
  ['a', { title: 7 }, /title must be string/],
  ['a', { title: 'x'.repeat(1001) }, /1000/],
  ['a', { genres: ['Crime'] }, /a field "genres" that is not known here. Known are title, metadata/],
  ['a', { metadata: { title: 'x' } }, /has a field "title", which the item has itself/],
  ['a', { metadata: { genres: [null] } }, /metadata/],
  ['a', '{"metadata":{"year":1e999}}', /metadata/],
  ['a', '{"metadata":{"year":NaN}}', /not JSON/],
  ['x'.repeat(513), {}, /512/],
  ['a\u0007', {}, /pattern/],
])('refuses an item %s with %j', async (id, body, detail) => {
  expect(await put(id, body)).toMatchObject({ status: 400, body: { detail: expect.stringMatching(detail) } })
  expect(service.size).toBe(20)
})

it('refuses a body that is too large', async () => {
  expect(await put('a', { metadata: { text: Array(70).fill('x'.repeat(4000)) } })).toMatchObject({ status: 413 })
})
