import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { searchApi } from './search-api.ts'
import { startServer } from './start-server.ts'
import { memorySearchService } from './testing/memory-search-service.ts'
import { withServer } from './testing/with-server.ts'

const api = searchApi({ service: memorySearchService() })

it.each([
  [{ port: -1 }, /port is -1/],
  [{ port: 1.5 }, /port is 1.5/],
  [{ port: 70_000 }, /70000/],
  [{ port: 0, apiKey: '' }, /key is empty/],
  [{ port: 0, apiKey: 'ü' }, /visible ASCII/],
  [{ port: 0, limits: { burst: 0 } }, /limits.burst is 0/],
  [{ port: 0, limits: { bodyBytes: NaN } }, /bodyBytes is NaN/],
  [{ port: 0, limits: { speed: 1 } as object }, /no limit is called 'speed'/],
  [{ port: 0, host: '192.0.2.1' }, /not an address of this machine/],
])('refuses %j', async (options, message) => {
  await expect(startServer({ api, ...options })).rejects.toThrow(message)
})

it('says that a port is taken, and which', () =>
  withServer({}, async ({ url }) => {
    const port = Number(new URL(url).port)
    await expect(startServer({ api, port })).rejects.toThrow(`127.0.0.1:${port} is taken`)
  }))

it('refuses to start on a signal that has aborted, and stops on one that aborts', async () => {
  await expect(startServer({ api, port: 0, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'aborted',
  })
  const controller = new AbortController()
  const { url, close } = await startServer({ api, port: 0, signal: controller.signal })
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  controller.abort()
  await close()
  await expect(fetch(`${url}/healthz`)).rejects.toThrow()
})

it('stops gracefully: what is in progress is answered, new requests are refused, connections are closed', () =>
  withServer({ limits: { stopTimeoutMs: 5_000 } }, async ({ ask, url, service, close }) => {
    service.delayMs = 300
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const idle = connect(Number(new URL(url).port), '127.0.0.1')
    await once(idle, 'connect')
    const running = ask('/v1/search?query=watch')
    const kept = keptAlive(agent, `${url}/v1/search?query=file`)
    await expect.poll(() => service.running).toBe(2)
    const closing = close()
    expect(close()).toBe(closing)
    await expect(ask('/v1/status')).rejects.toThrow()
    expect((await running).body.hits[0].id).toBe('fs.watch')
    expect((await kept).connection).toBe('close')
    await closing
    expect(service.aborted).toEqual([])
    if (!idle.destroyed) await once(idle, 'close')
    agent.destroy()
  }))

it('keeps a connection for longer than proxies do, which then close it first', () =>
  withServer({}, async ({ url }) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.end('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(Number(/^keep-alive: timeout=(\d+)/im.exec(answer.toString())?.[1])).toBeGreaterThan(60)
    socket.destroy()
  }))

it('stops in bounded time although a search hangs', () =>
  withServer({ limits: { stopTimeoutMs: 100 } }, async ({ ask, service, close }) => {
    service.delayMs = 60_000
    const running = ask('/v1/search?query=hangs')
    await expect.poll(() => service.running).toBe(1)
    await close()
    expect(await running).toMatchObject({ status: 503, body: { code: 'stopping' } })
    expect(service.aborted).toEqual(['hangs'])
  }))

it('listens on IPv6 and by name', async () => {
  for (const [host, pattern] of [
    ['::1', /^http:\/\/\[::1\]:\d+$/],
    ['localhost', /^http:\/\/localhost:\d+$/],
  ] as const) {
    const { url, close } = await startServer({ api, host, port: 0 })
    expect(url).toMatch(pattern)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    await close()
  }
})

async function keptAlive(agent: Agent, url: string): Promise<{ connection: string | undefined }> {
  const [response] = (await once(request(url, { agent }).end(), 'response')) as [import('node:http').IncomingMessage]
  response.resume()
  await once(response, 'end')
  return { connection: response.headers.connection }
}
