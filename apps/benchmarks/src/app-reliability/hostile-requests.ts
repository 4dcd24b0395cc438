import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { makeSmallWorkspace } from './small-workspace.ts'
import { startServerProcess } from './towerkit-process.ts'

const json = { 'content-type': 'application/json' }
const document = { id: 'hostile', title: 'hostile', text: 'hostile' }
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

/** No status: the connection was closed while the body was still on its way. */
const closed = 0

/** Requests that must be refused: method, path, body, and the statuses that say so. */
const hostile: readonly (readonly [
  what: string,
  method: string,
  path: string,
  body: string | undefined,
  statuses: readonly number[],
])[] = [
  [
    'a body over the limit',
    'POST',
    '/v1/documents',
    JSON.stringify({ documents: [{ ...document, text: 'x'.repeat(5_000_000) }] }),
    [413, closed],
  ],
  ['a search over the limit', 'POST', '/v1/search', JSON.stringify({ query: 'x'.repeat(100_000) }), [400, 413]],
  ['no JSON', 'POST', '/v1/documents', '{"documents": [', [400]],
  ['no UTF-8', 'POST', '/v1/documents', '{"documents": [{"id": "\xff\xfe', [400]],
  ['deep nesting', 'POST', '/v1/documents', `{"documents": ${nested(100_000)}}`, [400]],
  [
    'deep nesting in a search',
    'POST',
    '/v1/search',
    `{"query": "a", "where": ${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`,
    [400, 413],
  ],
  [
    'a prototype',
    'POST',
    '/v1/documents',
    '{"documents": [{"id": "hostile", "title": "", "text": "", "__proto__": {"polluted": true}}]}',
    [400],
  ],
  ['a number as text', 'POST', '/v1/documents', JSON.stringify({ documents: [{ ...document, text: 1 }] }), [400]],
  ['documents that are no list', 'POST', '/v1/documents', JSON.stringify({ documents: { ...document } }), [400]],
  [
    'metadata within metadata',
    'POST',
    '/v1/documents',
    JSON.stringify({ documents: [{ ...document, metadata: { a: { b: 1 } } }] }),
    [400],
  ],
  [
    'one good document beside a bad one',
    'POST',
    '/v1/documents',
    JSON.stringify({ documents: [document, { id: '' }] }),
    [400],
  ],
  [
    'half a character',
    'POST',
    '/v1/documents',
    `{"documents": [{"id": "hostile", "title": "", "text": "\\ud800"}]}`,
    [400],
  ],
  ['an unknown field', 'POST', '/v1/search', JSON.stringify({ query: 'a', command: 'rm -rf' }), [400]],
  ['a limit of a million', 'POST', '/v1/search', JSON.stringify({ query: 'a', limit: 1_000_000 }), [400]],
  ['a negative limit', 'GET', '/v1/search?query=a&limit=-1', undefined, [400]],
  ['SQL for a mode', 'GET', '/v1/search?query=a&mode=%27;DROP+TABLE+documents', undefined, [400]],
  ['a path upwards', 'GET', '/../../../../etc/passwd', undefined, [400, 404]],
  ['a path upwards, escaped', 'GET', '/%2e%2e/%2e%2e/etc/passwd', undefined, [400, 404]],
  ['a path upwards in an id', 'GET', '/v1/documents/..%2f..%2f..%2fetc%2fpasswd', undefined, [400, 404]],
  ['a NUL in a path', 'GET', '/v1/documents/%00', undefined, [400, 404]],
  ['a broken escape', 'GET', '/v1/documents/%zz', undefined, [400, 404]],
  ['another method', 'PUT', '/v1/documents', '{}', [404, 405]],
  ['another type of body', 'POST', '/v1/documents', undefined, [400, 415]],
]

/** Bytes that are no HTTP request, or never end; the connection must be answered with an error or closed. */
const raw: readonly (readonly [what: string, bytes: string, withinMs: number])[] = [
  ['no HTTP', 'hello\r\n\r\n', 5000],
  ['headers without end', `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n${'X-A: b\r\n'.repeat(5000)}`, 15_000],
  [
    'a slow body',
    'POST /v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ' +
      '100\r\n\r\n{"docu',
    30_000,
  ],
  ['slow headers', 'POST /v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\n', 30_000],
  [
    'two lengths',
    'POST /v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef',
    5000,
  ],
  [
    'a length and chunks',
    'POST /v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n' +
      'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    5000,
  ],
  ['another host', 'GET /v1/status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n', 5000],
]

/** Asks all of it; afterwards the server must answer, with the documents that it had. */
export async function hostileRequests(
  folder: string,
): Promise<{ readonly asked: number; readonly wrong: readonly string[] }> {
  const server = await startServerProcess(await makeSmallWorkspace(folder, { documents: 100, trained: true }))
  const status = async () => await (await fetch(`${server.url}/v1/status`)).text()
  const wrong: string[] = []
  try {
    const before = await status()
    for (const [what, method, path, body, statuses] of hostile) {
      const found = await statusOf(server.url, { method, path, body })
      if (!statuses.includes(found)) wrong.push(`${what}: status ${found}, expected ${statuses.join(' or ')}`)
    }
    const slow = await Promise.all(
      raw.map(async ([what, bytes, withinMs]) => ({ what, answer: await send(server.url, bytes, withinMs) })),
    )
    for (const { what, answer } of slow)
      if (answer === undefined || /^HTTP\/1.1 [23]/.test(answer))
        wrong.push(`${what}: ${answer === undefined ? 'neither answered nor closed' : answer.slice(0, 60)}`)
    if ((await status()) !== before) wrong.push(`the status was ${before} and is ${await status()}`)
    if ((await fetch(`${server.url}/v1/documents/hostile`)).status !== 404) wrong.push('a hostile document was stored')
    if (!(await fetch(`${server.url}/v1/search?query=a`)).ok) wrong.push('no answer afterwards')
  } finally {
    server.process.kill('SIGTERM')
    await server.ended
  }
  return { asked: hostile.length + raw.length, wrong }
}

/** The status of an answer; the path goes as it is, which `fetch` would tidy. */
async function statusOf(
  url: string,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: string | undefined },
): Promise<number> {
  const bytes = body === undefined ? '' : body
  const type = body === undefined ? '' : `Content-Type: ${json['content-type']}\r\n`
  const answer = await send(
    url,
    Buffer.from(
      `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${type}Content-Length: ` +
        `${Buffer.byteLength(bytes, 'latin1')}\r\nConnection: close\r\n\r\n${bytes}`,
      'latin1',
    ),
    20_000,
  )
  return Number(/^HTTP\/1.1 (\d+)/.exec(answer ?? '')?.[1] ?? 0)
}

/** Sends bytes, and gives what comes until the connection ends; undefined if it does not end in time. */
async function send(url: string, bytes: string | Buffer, withinMs: number): Promise<string | undefined> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let answer = ''
  const ended = new Promise<string>(resolve => {
    socket
      .on('data', chunk => {
        answer += chunk.toString('latin1')
      })
      .on('close', () => resolve(answer))
      .on('error', () => resolve(answer))
  })
  socket.write(bytes)
  const result = await Promise.race([ended, wait(withinMs, undefined)])
  socket.destroy()
  return result
}
