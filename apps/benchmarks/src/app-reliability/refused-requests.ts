const document = { id: 'hostile', title: 'hostile', text: 'hostile' }
const nestedFields = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

/** No status: the connection was closed while the body was still on its way. */
const closed = 0

/** Requests that must be refused: method, path, body, and the statuses that say so. */
export const refusedRequests: readonly (readonly [
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
  ['deep nesting in a search', 'POST', '/v1/search', `{"query": "a", "where": ${nestedFields(5000)}}`, [400, 413]],
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
    'metadata of more than 32 levels',
    'POST',
    '/v1/documents',
    `{"documents": [{"id": "hostile", "title": "", "text": "", "metadata": ${nestedFields(40)}}]}`,
    [400],
  ],
  [
    'null in metadata',
    'POST',
    '/v1/documents',
    JSON.stringify({ documents: [{ ...document, metadata: { a: null } }] }),
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
