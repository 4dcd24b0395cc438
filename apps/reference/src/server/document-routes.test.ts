import { afterAll, beforeAll, expect, it } from 'vitest'
import { openServer, withServer, type ServerUnderTest } from './testing/with-server.ts'

let server: ServerUnderTest
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server.close())

it('takes in, replaces, shows and removes', () =>
  withServer({}, async ({ ask }) => {
    const document = {
      id: 'net.Socket',
      title: 'Socket',
      text: 'A stream over TCP.',
      metadata: { module: 'net', since: 0.3, stable: true },
    }
    expect(
      await ask('/v1/documents', {
        body: { documents: [document, { id: 'fs.watch', title: 'watch', text: 'Other.' }] },
      }),
    ).toMatchObject({ status: 200, body: { added: 1, replaced: 1 } })
    expect((await ask('/v1/documents/net.Socket')).body).toEqual(document)
    expect((await ask('/v1/search?query=tcp')).body.hits[0].id).toBe('net.Socket')
    expect(await ask('/v1/documents/net.Socket', { method: 'DELETE' })).toMatchObject({ status: 204, text: '' })
    expect(await ask('/v1/documents/net.Socket')).toMatchObject({ status: 404, body: { code: 'not-found' } })
    expect(await ask('/v1/documents/net.Socket', { method: 'DELETE' })).toMatchObject({ status: 404 })
  }))

it.each(['os/cpus', 'a b', 'ü/../é', '100%', '%2e%2e', 'a?b#c', '..a', '...', '😀', 'x'.repeat(512)])(
  'keeps the id %j',
  async id => {
    const { ask } = server
    const document = { id, title: '', text: 'x' }
    expect(await ask('/v1/documents', { body: { documents: [document] } })).toMatchObject({ status: 200 })
    expect(await ask(`/v1/documents/${encodeURIComponent(id)}`)).toMatchObject({ status: 200, body: document })
    expect(await ask(`/v1/documents/${encodeURIComponent(id)}`, { method: 'DELETE' })).toMatchObject({ status: 204 })
  },
)

const good = { id: 'a', title: 'a', text: 'a' }
it.each([
  [{}],
  [{ documents: [] }],
  [{ documents: {} }],
  [{ documents: [null] }],
  [{ documents: [{ id: 'a' }] }],
  [{ documents: [{ ...good, id: '' }] }],
  [{ documents: [{ ...good, id: 7 }] }],
  [{ documents: [{ ...good, id: '..' }] }],
  [{ documents: [{ ...good, id: 'a\nb' }] }],
  [{ documents: [{ ...good, id: 'x'.repeat(513) }] }],
  [{ documents: [{ ...good, text: 'a\u0000' }] }],
  [{ documents: [{ ...good, extra: 1 }] }],
  [{ documents: [{ ...good, metadata: 5 }] }],
  [{ documents: [{ ...good, metadata: { '': 1 } }] }],
  [{ documents: Array.from({ length: 257 }, (_, i) => ({ ...good, id: String(i) })) }],
  [{ documents: [good, { ...good, id: 'b', text: 5 }] }],
])('takes nothing of case %#', async body => {
  const { ask, service } = server
  const before = service.status().documents
  expect(await ask('/v1/documents', { body })).toMatchObject({ status: 400 })
  expect(service.status().documents).toBe(before)
})

it('takes nothing of a batch that has an id twice', () =>
  withServer({}, async ({ ask, service }) => {
    expect(await ask('/v1/documents', { body: { documents: [good, { ...good, text: 'b' }] } })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
    expect(service.status().documents).toBe(3)
  }))
