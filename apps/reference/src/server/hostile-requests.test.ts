import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openServer, testDocuments, withServer, type ServerUnderTest } from './testing/with-server.ts'

let server: ServerUnderTest
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server.close())

const head = (method: string, path: string, ...headers: string[]) =>
  [`${method} ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n')
const json = 'Content-Type: application/json'

/** Sends it, expects the refusal, and that nothing has changed and the server still answers. */
async function refused({ ask, raw, service }: ServerUnderTest, text: string, answer: RegExp): Promise<void> {
  expect(await raw(text)).toMatch(answer)
  expect(await Promise.all(testDocuments.map(({ id }) => service.document(id)))).toEqual(testDocuments)
  expect(service.status().documents).toBe(testDocuments.length)
  expect((await ask('/v1/search?query=file')).body.hits).toHaveLength(2)
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
}

const post = (path: string, body: string) =>
  head('POST', path, json, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close') + body

it.each<[string, string, RegExp]>([
  ['malformed JSON', post('/v1/documents', '{"documents":['), / 400 [^]*not JSON/],
  ['deep nesting', post('/v1/documents', '['.repeat(50_000)), / 400 [^]*nested deeper/],
  ['a polluted prototype', post('/v1/search', '{"query":"a","where":{"__proto__":{"polluted":1}}}'), / 400 /],
  [
    'a polluted constructor',
    post(
      '/v1/documents',
      '{"documents":[{"id":"a","title":"","text":"","metadata":{"constructor":{"prototype":{"polluted":1}}}}]}',
    ),
    / 400 /,
  ],
  [
    'a body announced too large',
    head('POST', '/v1/documents', json, 'Content-Length: 99999999999', 'Connection: close'),
    / 413 /,
  ],
  ['a body too large', post('/v1/documents', `"${'x'.repeat(5 * 1024 * 1024)}"`), /^$| 413 /],
  ['a search too large', post('/v1/search', `"${'x'.repeat(70_000)}"`), / 413 /],
  [
    'chunks too large',
    head('POST', '/v1/search', json, 'Transfer-Encoding: chunked', 'Connection: close') +
      `11170\r\n${'x'.repeat(0x11170)}\r\n0\r\n\r\n`,
    / 413 /,
  ],
  [
    'another media type',
    head('POST', '/v1/documents', 'Content-Type: text/plain', 'Content-Length: 2', 'Connection: close') + '{}',
    / 415 /,
  ],
  ['no media type', head('POST', '/v1/documents', 'Content-Length: 2', 'Connection: close') + '{}', / 415 /],
  [
    'a compressed body',
    head('POST', '/v1/documents', json, 'Content-Encoding: gzip', 'Content-Length: 3', 'Connection: close') +
      '\u001f\u000b\u0008',
    / 415 /,
  ],
  ['no body', head('POST', '/v1/documents', json, 'Content-Length: 0', 'Connection: close'), / 400 /],
  ['path traversal', head('GET', '/../../../etc/passwd', 'Connection: close'), / 404 /],
  ['path traversal, encoded', head('GET', '/v1/documents/..%2f..%2f..%2fetc%2fpasswd', 'Connection: close'), / 404 /],
  ['path traversal in the page', head('GET', '/%2e%2e/package.json', 'Connection: close'), / 404 /],
  ['path traversal in the docs', head('GET', '/docs/static/..%2f..%2fpackage.json', 'Connection: close'), / 40[034] /],
  ['a zero byte in the path', head('GET', '/v1/documents/a%00b', 'Connection: close'), / 400 /],
  ['percent signs that mean nothing', head('GET', '/v1/documents/%zz', 'Connection: close'), / 400 /],
  ['a path of 8 KiB', head('GET', `/v1/documents/${'x'.repeat(8192)}`, 'Connection: close'), / 400 /],
  ['headers of 20 KiB', head('GET', '/v1/status', `X-Large: ${'x'.repeat(20_000)}`), / 431 /],
  ['two lengths', head('POST', '/v1/search', json, 'Content-Length: 2', 'Content-Length: 3') + '{}', / 400 /],
  [
    'a length and chunks',
    head('POST', '/v1/search', json, 'Content-Length: 2', 'Transfer-Encoding: chunked') + '{}',
    / 400 /,
  ],
  ['no host', 'GET /v1/status HTTP/1.1\r\nConnection: close\r\n\r\n', / 400 /],
  ['no HTTP', '\u0016\u0003\u0001\u0002\u0000\r\n\r\n', / 400 /],
  ['a method that is not for the path', head('DELETE', '/v1/documents', 'Connection: close'), / 405 [^]*allow: POST/i],
  ['an unknown method', head('PROPFIND', '/v1/documents', 'Connection: close'), / 40[05] /],
  ['a method with a body that is not for the path', head('QUERY', '/v1/status', 'Connection: close'), / 405 /],
  [
    'a body for an unknown path',
    head('POST', '/v1/nothing', 'Content-Type: text/plain', 'Content-Length: 2', 'Connection: close') + '{}',
    / 404 /,
  ],
  ['TRACE', head('TRACE', '/v1/status', 'Connection: close'), / 405 /],
])('refuses %s without effect', (_name, text, answer) => refused(server, text, answer))

it('refuses a body that comes too slowly, and headers that do, without effect', () =>
  withServer({ limits: { requestTimeoutMs: 200 } }, async server => {
    await Promise.all([
      refused(
        server,
        head('POST', '/v1/documents', json, 'Content-Length: 100') + '{"documents":',
        / 408 [^]*did not arrive in time/,
      ),
      refused(server, 'GET /v1/status HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', / 408 /),
    ])
  }))

it('hangs up on a client that does not read its answers', () =>
  withServer({ limits: { requestTimeoutMs: 300, answerTimeoutMs: 300 } }, async ({ url, service, ask }) => {
    await service.add([{ id: 'large', title: 'large', text: 'x'.repeat(1_000_000) }])
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
      .on('error', () => undefined)
      .pause()
    for (let i = 0; i < 50; i++) socket.write(head('GET', '/v1/documents/large'))
    await expect
      .poll(async () => (await ask('/metrics')).text, { timeout: 10_000, interval: 200 })
      .toMatch(/^towerkit_http_aborted_total [1-9]\d/m)
    let received = 0
    socket
      .on('data', chunk => {
        received += chunk.length
      })
      .resume()
    await new Promise(resolve => socket.once('close', resolve))
    expect(received).toBeLessThan(20_000_000)
    expect((await ask('/v1/status')).status).toBe(200)
  }))

it('a body that stops half way has no effect', async () => {
  const controller = new AbortController()
  const body = new ReadableStream({ start: stream => stream.enqueue(new TextEncoder().encode('{"documents":[')) })
  const sent = fetch(`${server.url}/v1/documents`, {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { 'content-type': 'application/json' },
    signal: controller.signal,
  } as RequestInit)
  setTimeout(() => controller.abort(), 50)
  await expect(sent).rejects.toThrow()
  await refused(server, head('GET', '/healthz', 'Connection: close'), / 200 /)
})
