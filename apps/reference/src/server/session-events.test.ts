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
const add = (session: string, ...events: readonly object[]) =>
  server.ask(`/v1/sessions/${session}/events`, { body: { events } })
const answer = async (session: string, more: object = {}) =>
  (await server.ask('/v1/recommendations', { body: { session, limit: 50, ...more } })).body

it('has an event in the next answer, as a history of the same items', async () => {
  expect((await add('a', { item: '2' })).body).toEqual({ added: 1, repeated: 0 })
  expect((await answer('a')).isPopular).toBe(false)
  expect((await add('a', { item: '3' }, { item: '4' })).body).toEqual({ added: 2, repeated: 0 })
  const { items } = await answer('a')
  expect(items).toHaveLength(17)
  const same = (await server.ask('/v1/recommendations', { body: { history: ['2', '3', '4'], limit: 50 } })).body
  expect(items).toEqual(same.items)
  expect((await answer('b')).isPopular).toBe(true)
})

it('puts events in the order of their times, equal ones as they came, and counts one sent again once', async () => {
  const first = [
    { item: '5', time: 30 },
    { item: '6', time: 10 },
    { item: '7', time: 30 },
    { item: '8', time: 0 },
  ]
  expect((await add('order', ...first)).body).toEqual({ added: 4, repeated: 0 })
  expect((await add('order', ...first, { item: '5', time: 31 })).body).toEqual({ added: 1, repeated: 4 })
  const same = { history: ['8', '6', '5', '7', '5'], limit: 50 }
  expect((await answer('order')).items).toEqual((await server.ask('/v1/recommendations', { body: same })).body.items)
})

it('keeps events of items that it does not know, and reads them when it does', async () => {
  await add('early', { item: 'later' })
  expect(await answer('early')).toMatchObject({ isPopular: true, unknown: ['later'] })
  await server.ask('/v1/items/later', { method: 'PUT', body: { title: 'Later', metadata: { genres: ['Crime'] } } })
  expect(await answer('early')).toMatchObject({ isPopular: false, unknown: [] })
  await server.ask('/v1/items/later', { method: 'DELETE' })
  expect(await answer('early')).toMatchObject({ isPopular: true, unknown: ['later'] })
})

it.each<[object | string, RegExp]>([
  [{ events: [] }, /fewer than 1/],
  [{ events: [{ item: '' }] }, /item/],
  [{ events: [{ time: 1 }] }, /item/],
  [{ events: [{ item: '2', time: -1 }] }, /time must be >= 0/],
  [{ events: [{ item: '2', time: '5' }] }, /time must be number/],
  [{ events: [{ item: '2', time: null }] }, /time must be number/],
  ['{"events":[{"item":"2","time":1e999}]}', /time/],
  ['{"events":[{"item":"2","time":NaN}]}', /not JSON/],
  [{ events: [{ item: '2', time: Date.now() / 1000 + 3600 }] }, /seconds ahead/],
  [{ events: [{ item: '2', time: Date.now() }] }, /not milliseconds/],
  [{ events: [{ item: '2', type: 'view' }] }, /a field "type" that is not known/],
  [{ events: Array(1001).fill({ item: '2' }) }, /more than 1000/],
])('refuses %j, and adds nothing', async (body, detail) => {
  const events = '/v1/sessions/bad/events'
  expect(await server.ask(events, { body })).toMatchObject({
    status: 400,
    body: { detail: expect.stringMatching(detail) },
  })
  expect((await answer('bad')).isPopular).toBe(true)
})

it('refuses in a program what it refuses over HTTP', async () => {
  for (const time of [Number.NaN, Infinity, -1, '5' as never])
    await expect(service.addEvents('a', [{ item: '2', time }])).rejects.toMatchObject({ code: 'argument' })
  await expect(service.addEvents('', [{ item: '2' }])).rejects.toMatchObject({ code: 'argument' })
  await expect(service.addEvents('a', [{ item: 2 as never }])).rejects.toMatchObject({ code: 'argument' })
  for (const year of [Number.NaN, Infinity])
    await expect(service.setItem({ id: 'a', year })).rejects.toMatchObject({ code: 'argument' })
  expect(service.size).toBe(20)
})
