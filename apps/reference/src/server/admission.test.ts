import { expect, it } from 'vitest'
import { withServer } from './testing/with-server.ts'

it('asks for the key, in constant time, where one is set', () =>
  withServer({ apiKey: 'a-key-of-some-length' }, async ({ ask }) => {
    const paths = ['/v1/search?query=file', '/v1/status', '/v1/documents/fs.watch', '/metrics']
    for (const path of paths) {
      for (const authorization of [
        undefined,
        'Bearer',
        'Bearer wrong',
        'Basic a-key-of-some-length',
        'Bearer a-key-of-some-lengthx',
        'a-key-of-some-length',
      ]) {
        const refused = await ask(path, { headers: authorization === undefined ? {} : { authorization } })
        expect(refused).toMatchObject({ status: 401, body: { code: 'key' } })
        expect(refused.headers.get('www-authenticate')).toBe('Bearer')
      }
      expect(await ask(path, { headers: { authorization: 'Bearer a-key-of-some-length' } })).toMatchObject({
        status: 200,
      })
    }
    for (const path of ['/healthz', '/readyz', '/', '/openapi.json']) expect((await ask(path)).status).toBe(200)
  }))

it('refuses a write without the key before it reads the body', () =>
  withServer({ apiKey: 'key' }, async ({ ask, raw, service }) => {
    expect(await ask('/v1/documents/fs.watch', { method: 'DELETE' })).toMatchObject({ status: 401 })
    expect(await ask('/v1/documents', { body: 'no JSON' })).toMatchObject({ status: 401 })
    expect(
      await raw(
        'POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ' +
          '1000000\r\nConnection: close\r\n\r\n',
      ),
    ).toMatch(/^HTTP\/1.1 401/)
    expect(service.status().documents).toBe(3)
  }))

it('answers 429 with Retry-After beyond the rate, health excepted', () =>
  withServer({ limits: { requestsPerSecond: 1, burst: 2 } }, async ({ ask }) => {
    expect((await ask('/v1/status')).status).toBe(200)
    expect((await ask('/v1/status')).status).toBe(200)
    const refused = await ask('/v1/status')
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate' } })
    expect(refused.headers.get('retry-after')).toBe('1')
    expect((await ask('/healthz')).status).toBe(200)
  }))

it('answers 503 with Retry-After beyond the concurrent requests, and frees their places', () =>
  withServer({ limits: { concurrentRequests: 2 } }, async ({ ask, service }) => {
    service.delayMs = 200
    const running = [ask('/v1/search?query=a'), ask('/v1/search?query=b')]
    await expect.poll(() => service.running).toBe(2)
    const refused = await ask('/v1/search?query=c')
    expect(refused).toMatchObject({ status: 503, body: { code: 'overloaded' } })
    expect(refused.headers.get('retry-after')).toBe('1')
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200])
    service.delayMs = 0
    for (let i = 0; i < 5; i++) expect((await ask('/v1/search?query=d')).status).toBe(200)
  }))

it('answers on a loopback address only to its own names', () =>
  withServer({}, async ({ raw }) => {
    const ask = (host: string) => raw(`GET /v1/status HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    for (const host of ['localhost', 'LOCALHOST:80', '127.0.0.1:1234', '[::1]:80', '127.0.0.2'])
      expect(await ask(host)).toMatch(/^HTTP\/1.1 200/)
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80', ''])
      expect(await ask(host)).toMatch(/^HTTP\/1.1 4(21|00)/)
  }))

it('keeps a sane request id and makes one otherwise', () =>
  withServer({}, async ({ ask }) => {
    expect((await ask('/healthz', { headers: { 'x-request-id': 'a-1' } })).headers.get('x-request-id')).toBe('a-1')
    for (const given of ['a b', '<script>', 'x'.repeat(65)])
      expect((await ask('/healthz', { headers: { 'x-request-id': given } })).headers.get('x-request-id')).toMatch(
        /^[0-9a-f-]{36}$/,
      )
  }))

it('sends security headers, also with errors, and no CORS', () =>
  withServer({}, async ({ ask }) => {
    for (const path of ['/', '/v1/status', '/nothing', '/%zz', '/report']) {
      const { headers } = await ask(path, { headers: { origin: 'https://evil.example' } })
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/)
      expect(headers.get('x-request-id')).toMatch(/./)
      expect(
        [...headers.keys()].filter(
          name => name.startsWith('access-control') || name === 'x-powered-by' || name === 'server',
        ),
      ).toEqual([])
    }
  }))
