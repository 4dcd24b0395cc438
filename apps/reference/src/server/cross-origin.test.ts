import { expect, it } from 'vitest'
import { withServer } from './testing/with-server.ts'

const from = (origin: string) => ({ headers: { origin } })

it('lets the web sites ask that it is told, and says so before they do', () =>
  withServer({ corsOrigins: ['https://example.org'], apiKey: 'key' }, async ({ ask }) => {
    const first = await ask('/v1/search', {
      method: 'OPTIONS',
      headers: { origin: 'https://example.org', 'access-control-request-method': 'POST' },
    })
    expect([first.status, first.headers.get('access-control-allow-origin')]).toEqual([204, 'https://example.org'])
    expect(first.headers.get('access-control-allow-headers')).toContain('authorization')
    // What is refused must be readable too.
    const refused = await ask('/v1/status', from('https://example.org'))
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, 'https://example.org'])
    const other = await ask('/healthz', from('https://other.org'))
    expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([200, null])
  }))

it('lets no other site ask unless it is told', () =>
  withServer({}, async ({ ask }) => {
    expect((await ask('/healthz', from('https://example.org'))).headers.get('access-control-allow-origin')).toBeNull()
  }))

it('counts clients behind a trusted proxy apart, and believes no other', async () => {
  const limits = { requestsPerSecond: 0.001, burst: 1 }
  const askAs = (client: string) => ({ headers: { 'x-forwarded-for': client } })
  await withServer({ limits, trustedProxies: ['127.0.0.1'] }, async ({ ask }) => {
    expect((await ask('/v1/status', askAs('10.0.0.1'))).status).toBe(200)
    expect((await ask('/v1/status', askAs('10.0.0.2'))).status).toBe(200)
    expect((await ask('/v1/status', askAs('10.0.0.1'))).status).toBe(429)
  })
  await withServer({ limits }, async ({ ask }) => {
    expect((await ask('/v1/status', askAs('10.0.0.1'))).status).toBe(200)
    expect((await ask('/v1/status', askAs('10.0.0.2'))).status).toBe(429)
  })
})
