/** Bytes that are no HTTP request, or never end; the connection must be answered with an error or closed. */
export const brokenConnections: readonly (readonly [what: string, bytes: string, withinMs: number])[] = [
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
