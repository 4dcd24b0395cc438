import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { withServer } from './testing/with-server.ts'

it('serves a valid OpenAPI 3.1 document', () =>
  withServer({}, async ({ ask }) => {
    const { body } = await ask('/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    expect(await new Validator().validate(body)).toMatchObject({ valid: true })
    expect(Object.keys(body.components.schemas)).toEqual(
      expect.arrayContaining(['SearchRequest', 'SearchAnswer', 'DocumentBatch', 'Problem']),
    )
  }))

it('documents every route of the API, each with its problems', () =>
  withServer({}, async ({ ask }) => {
    const { paths } = (await ask('/openapi.json')).body as {
      paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>
    }
    expect(
      Object.entries(paths)
        .flatMap(([path, methods]) => Object.keys(methods).map(method => `${method} ${path}`))
        .sort(),
    ).toEqual([
      'delete /v1/documents/{id}',
      'get /healthz',
      'get /metrics',
      'get /readyz',
      'get /v1/documents',
      'get /v1/documents/{id}',
      'get /v1/search',
      'get /v1/status',
      'post /v1/documents',
      'post /v1/documents/remove',
      'post /v1/rerank-comparison',
      'post /v1/search',
    ])
    const operations = Object.values(paths).flatMap(methods => Object.values(methods))
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  }))

it('answers what it documents', () =>
  withServer({}, async ({ ask, service }) => {
    const document = (await ask('/openapi.json')).body
    const ajv = new Ajv2020({ strict: false })
    ajv.addSchema(document, 'api')
    const check = (path: string, method: string, { status, body, headers }: Awaited<ReturnType<typeof ask>>) => {
      const pointer = [
        'paths',
        path,
        method,
        'responses',
        String(status),
        'content',
        (headers.get('content-type') ?? '').replace(/;.*/, ''),
        'schema',
      ]
      const validate = ajv.compile({
        $ref: `api#/${pointer.map(escaped).join('/')}`,
      })
      expect([validate(body), validate.errors]).toEqual([true, null])
    }
    check('/v1/search', 'post', await ask('/v1/search', { body: { query: 'watch a file', rerank: true } }))
    check('/v1/search', 'get', await ask('/v1/search?query=nothing'))
    check('/v1/search', 'get', await ask('/v1/search'))
    check('/v1/rerank-comparison', 'post', await ask('/v1/rerank-comparison', { body: { query: 'watch a file' } }))
    check(
      '/v1/documents',
      'post',
      await ask('/v1/documents', { body: { documents: [{ id: 'a', title: 'a', text: 'a' }] } }),
    )
    check('/v1/documents/{id}', 'get', await ask('/v1/documents/a'))
    check('/v1/documents/{id}', 'get', await ask('/v1/documents/none'))
    check('/v1/status', 'get', await ask('/v1/status'))
    check('/healthz', 'get', await ask('/healthz'))
    service.failure = new Error('broken')
    check(
      '/v1/documents',
      'post',
      await ask('/v1/documents', { body: { documents: [{ id: 'a', title: 'a', text: 'a' }] } }),
    )
  }))

it('has no default for optional fields: generators of clients would ask for them', () =>
  withServer({}, async ({ ask }) => {
    expect((await ask('/openapi.json')).text).not.toContain('"default"')
  }))

it('says how to give the key where one is needed', () =>
  withServer({ apiKey: 'key' }, async ({ ask }) => {
    const { body } = await ask('/openapi.json')
    expect(body).toMatchObject({
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    })
    expect(body.paths['/healthz'].get.security).toEqual([])
  }))

it('has a page of documentation whose scripts are its own', () =>
  withServer({}, async ({ ask }) => {
    const page = await ask('/docs/')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';/)
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(match => match[1]!)
    expect(sources.length).toBeGreaterThan(3)
    for (const source of sources)
      expect((await ask(new URL(source, 'http://localhost/docs/').pathname)).status, source).toBe(200)
  }))

/** A part of a JSON pointer, in an address. */
function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
}
