import { expect, it, vi } from 'vitest'
import { withServer } from './testing/with-server.ts'

it('hands on how a query is understood: as typed over GET, as whole words over POST, unless told', async () => {
  await withServer({}, async ({ ask, service }) => {
    const search = vi.spyOn(service, 'search')
    const asked = () => search.mock.lastCall?.[0]
    await ask('/v1/search?query=watch')
    expect(asked()).toMatchObject({ query: 'watch', prefix: true })
    await ask('/v1/search?query=watch&operators=false&prefix=false&typos=false')
    expect(asked()).toMatchObject({ operators: false, prefix: false, typos: false })
    await ask('/v1/search', { body: { query: 'watch' } })
    expect(asked()).not.toHaveProperty('prefix')
    await ask('/v1/search', { body: { query: 'watch', operators: false, prefix: true, typos: false } })
    expect(asked()).toMatchObject({ operators: false, prefix: true, typos: false })
    expect((await ask('/v1/search', { body: { query: 'watch', prefix: 'yes' } })).status).toBe(400)
  })
})
