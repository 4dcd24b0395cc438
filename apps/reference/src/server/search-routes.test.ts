import { afterAll, beforeAll, expect, it } from 'vitest'
import { DataError, OverloadedError, UnsupportedError } from '@towerkit/core'
import { openServer, withServer, type ServerUnderTest } from './testing/with-server.ts'

let server: ServerUnderTest
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server.close())

it('answers POST and GET alike', async () => {
  const { ask } = server
  const posted = await ask('/v1/search', { body: { query: 'watch a file', limit: 1, mode: 'dense' } })
  expect(posted).toMatchObject({
    status: 200,
    body: {
      hits: [{ id: 'fs.watch', ranks: { dense: 1 }, metadata: { module: 'fs' } }],
      mode: 'dense',
      tower: 'student, 1 layer, 256',
    },
  })
  expect(posted.body.hits).toHaveLength(1)
  expect((await ask('/v1/search?query=watch+a+file&limit=1&mode=dense&rerank=false')).body).toEqual(posted.body)
})

it('filters by strings, numbers and truth values, without converting them', async () => {
  const ids = async (where: unknown) =>
    ((await server.ask('/v1/search', { body: { query: 'file machine', where } })).body.hits as { id: string }[]).map(
      ({ id }) => id,
    )
  expect(await ids({ module: 'os' })).toEqual(['os/cpus'])
  expect(await ids({ since: 1, stable: true })).toEqual(['fs.watch', 'os/cpus'])
  expect(await ids({ since: '1' })).toEqual([])
  expect(await ids({ module: ['os', 'path'] })).toEqual(['os/cpus'])
  expect(await ids({ since: { from: 2, to: 8 } })).toEqual(['fs.copyFile'])
})

it.each([
  [{}, /query/],
  [{ query: '' }, /query/],
  [{ query: ' \n' }, /query/],
  [{ query: 1 }, /query/],
  [{ query: ['a'] }, /query/],
  [{ query: 'x'.repeat(1001) }, /1000/],
  [{ query: 'a\u0000' }, /pattern/],
  [{ query: 'a', limit: 0 }, /limit/],
  [{ query: 'a', limit: 101 }, /limit/],
  [{ query: 'a', limit: '10' }, /limit/],
  [{ query: 'a', limit: 1.5 }, /limit/],
  [{ query: 'a', limit: null }, /limit/],
  [{ query: 'a', mode: 'magic' }, /mode/],
  [{ query: 'a', rerank: 'yes' }, /rerank/],
  [{ query: 'a', where: [] }, /where/],
  [{ query: 'a', where: { a: {} } }, /where/],
  [{ query: 'a', where: { a: null } }, /where/],
  [{ query: 'a', where: { a: { from: true } } }, /where/],
  [{ query: 'a', where: { a: { from: 1, to: 'b' } } }, /where/],
  [{ query: 'a', where: { a: [['b']] } }, /where/],
  [{ query: 'a', other: 1 }, /a field "other" that is not known/],
  [[], /object/],
  ['"text"', /object/],
  ['null', /object/],
  ['1e999', /object/],
  ['{"query":"a","where":{"a":1e999}}', /where/],
])('refuses %j', async (body, detail) => {
  const { status, body: problem, headers } = await server.ask('/v1/search', { body })
  expect(status).toBe(400)
  expect(headers.get('content-type')).toMatch('application/problem+json')
  expect(problem).toMatchObject({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    code: 'argument',
    detail: expect.stringMatching(detail) as string,
    instance: headers.get('x-request-id'),
  })
})

it.each([
  '',
  '?query=',
  '?query=a&query=b',
  '?query=a&limit=ten',
  '?query=a&limit=1e3',
  '?query=a&mode=',
  '?query=a&rerank=1x',
  '?query=a&where=b',
  '?query=a&__proto__=b',
  '?query[a]=b',
])('refuses GET %s', async parameters => {
  expect(await server.ask(`/v1/search${parameters}`)).toMatchObject({ status: 400, body: { code: 'argument' } })
})

it('says what the service cannot do, and when to come again', () =>
  withServer({}, async ({ ask, service }) => {
    service.failure = new UnsupportedError('search: no tower. Train one.')
    expect(await ask('/v1/search?query=a')).toMatchObject({
      status: 422,
      body: { code: 'unsupported', detail: 'search: no tower. Train one.' },
    })
    service.failure = new OverloadedError('search: 64 wait. Try again.')
    const overloaded = await ask('/v1/search?query=a')
    expect(overloaded).toMatchObject({ status: 503, body: { code: 'overloaded' } })
    expect(Number(overloaded.headers.get('retry-after'))).toBeGreaterThan(0)
  }))

it.each([
  ['an unforeseen error', Object.assign(new Error('secret of /etc/passwd'), { statusCode: 'x' })],
  ['a damaged store', new DataError('openStore: "/etc/passwd" is a secret. Restore it.')],
])('says nothing of %s', (_name, failure) =>
  withServer({}, async ({ ask, service }) => {
    service.failure = failure
    const { status, text } = await ask('/v1/search?query=a')
    expect(status).toBe(500)
    expect(text).not.toMatch(/secret|passwd|\.ts|stack/)
  }),
)

it('answers 503 when the service takes too long, and aborts it', () =>
  withServer({ limits: { answerTimeoutMs: 50 } }, async ({ ask, service }) => {
    service.delayMs = 10_000
    expect(await ask('/v1/search?query=slow')).toMatchObject({ status: 503, body: { code: 'timeout' } })
    expect(service.aborted).toEqual(['slow'])
  }))

it('aborts the search of a client that goes away', () =>
  withServer({}, async ({ ask, service }) => {
    service.delayMs = 10_000
    const controller = new AbortController()
    const asked = ask('/v1/search', { body: { query: 'gone' }, signal: controller.signal })
    await expect.poll(() => service.running).toBe(1)
    controller.abort()
    await expect(asked).rejects.toThrow()
    await expect.poll(() => service.aborted).toEqual(['gone'])
    expect((await ask('/metrics')).text).toMatch(/towerkit_http_aborted_total 1/)
  }))
