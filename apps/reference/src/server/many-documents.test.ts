import { expect, it } from 'vitest'
import { withServer } from './testing/with-server.ts'

it('lists documents page by page without their texts, and removes many', () =>
  withServer({}, async ({ ask }) => {
    const first = (await ask('/v1/documents?limit=2')).body
    expect(first.documents.map(({ id }: { id: string }) => id)).toEqual(['fs.copyFile', 'fs.watch'])
    expect(first.documents[0]).not.toHaveProperty('text')
    expect(first.next).toBe('fs.watch')
    expect((await ask(`/v1/documents?limit=2&after=${first.next}`)).body).toMatchObject({
      documents: [{ id: 'os/cpus' }],
    })
    expect((await ask('/v1/documents?prefix=os')).body.documents).toHaveLength(1)
    const removed = await ask('/v1/documents/remove', { body: { ids: ['fs.watch', 'os/cpus', 'nobody'] } })
    expect([removed.status, removed.body]).toEqual([200, { removed: 2 }])
    expect((await ask('/v1/documents')).body).toEqual({ documents: [expect.objectContaining({ id: 'fs.copyFile' })] })
    expect((await ask('/v1/documents/remove', { body: { ids: [] } })).status).toBe(400)
  }))

it('gives the hits from an offset on, and names a field that it does not know', () =>
  withServer({}, async ({ ask }) => {
    const ids = async (body: object) =>
      (await ask('/v1/search', { body: { query: 'file', ...body } })).body.hits.map(({ id }: { id: string }) => id)
    const all = await ids({})
    expect(await ids({ offset: 1 })).toEqual(all.slice(1))
    expect((await ask('/v1/search', { body: { query: 'file', limt: 3 } })).body.detail).toMatch(
      /a field "limt" that is not known here\. Known are query, limit/,
    )
  }))
