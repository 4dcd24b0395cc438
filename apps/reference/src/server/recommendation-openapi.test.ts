import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RecommendationService } from '../recommend/recommendation-service.ts'
import { smallRecommender } from '../testing/small-recommender.ts'
import { recommendationApi } from './recommendation-api.ts'
import { askedServer, type Asked, type AskedServer } from './testing/with-server.ts'

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

it('serves a valid OpenAPI 3.1 document of every route', async () => {
  const { body, text } = await server.ask('/openapi.json')
  expect(await new Validator().validate(body)).toMatchObject({ valid: true })
  expect(body.info.title).toBe('Towerkit recommendations')
  expect(text).not.toContain('"default"')
  const paths = body.paths as Record<string, Record<string, unknown>>
  expect(
    Object.entries(paths)
      .flatMap(([path, methods]) => Object.keys(methods).map(method => `${method} ${path}`))
      .sort(),
  ).toEqual([
    'delete /v1/items/{id}',
    'get /healthz',
    'get /metrics',
    'get /readyz',
    'get /v1/items',
    'get /v1/items/{id}',
    'get /v1/status',
    'post /v1/recommendations',
    'post /v1/sessions/{id}/events',
    'put /v1/items/{id}',
  ])
})

it('answers what it documents', async () => {
  const ajv = new Ajv2020({ strict: false })
  ajv.addSchema((await server.ask('/openapi.json')).body, 'api')
  const check = (path: string, method: string, { status, body, headers }: Asked) => {
    const type = (headers.get('content-type') ?? '').replace(/;.*/, '')
    const pointer = ['paths', path, method, 'responses', String(status), 'content', type, 'schema'].map(part =>
      encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
    )
    const validate = ajv.compile({ $ref: `api#/${pointer.join('/')}` })
    expect([validate(body), validate.errors]).toEqual([true, null])
  }
  const recommendations = '/v1/recommendations'
  check(recommendations, 'post', await server.ask(recommendations, { body: { history: ['2', '3'], explain: true } }))
  check(recommendations, 'post', await server.ask(recommendations, { body: {} }))
  check(recommendations, 'post', await server.ask(recommendations, { body: { limit: 0 } }))
  const events = await server.ask('/v1/sessions/a/events', { body: { events: [{ item: '2' }] } })
  check('/v1/sessions/{id}/events', 'post', events)
  check('/v1/items/{id}', 'put', await server.ask('/v1/items/a', { method: 'PUT', body: { title: 'A' } }))
  check('/v1/items/{id}', 'get', await server.ask('/v1/items/a'))
  check('/v1/items/{id}', 'get', await server.ask('/v1/items/none'))
  check('/v1/items', 'get', await server.ask('/v1/items?query=film'))
  check('/v1/items', 'get', await server.ask('/v1/items'))
  check('/v1/status', 'get', await server.ask('/v1/status'))
})
