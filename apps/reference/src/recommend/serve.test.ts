import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { called } from '../testing/run-towerkit.ts'
import { servedProcess } from '../testing/served-process.ts'
import { smallInteractions } from '../testing/small-interactions.ts'

it('keeps what it acknowledged when it is killed, answers with it afterwards, and ends at SIGTERM', {
  timeout: 120_000,
}, async () => {
  const { folder, interactions, items } = smallInteractions({ users: 12 })
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const workspace = join(folder, 'workspace')
  for (const words of [
    ['prepare', interactions, items],
    ['train', '--steps', '2', '--width', '8'],
  ])
    expect((await called('recommend', ...words, '--folder', workspace)).status).toBe(0)
  const serve = () => servedProcess('recommend', 'serve', '--folder', workspace)

  const first = await serve()
  const kept = new Map<string, number | undefined>()
  const events: number[] = []
  let isAlive = true
  const forever = async (work: (i: number) => Promise<void>) => {
    for (let i = 1; isAlive; i++) await work(i).catch(() => undefined)
  }
  const acknowledged = async (asked: Promise<Response>, done: () => void) => {
    const response = await asked
    await response.text()
    if (response.ok) done()
  }
  const writers = [
    ...['a', 'b', 'c'].map(id =>
      forever(async i => {
        kept.delete(id)
        const body = { title: `v${i}`, metadata: { version: i } }
        await acknowledged(first.send('PUT', `/v1/items/${id}`, body), () => kept.set(id, i))
        if (i % 5 > 0) return
        kept.delete(id)
        await acknowledged(fetch(`${first.url}/v1/items/${id}`, { method: 'DELETE' }), () => kept.set(id, undefined))
      }),
    ),
    forever(i =>
      acknowledged(first.send('POST', '/v1/sessions/s/events', { events: [{ item: 'gone', time: i }] }), () =>
        events.push(i),
      ),
    ),
  ]
  await wait(1500)
  await first.stop('SIGKILL')
  isAlive = false
  await Promise.all(writers)
  expect(events.length).toBeGreaterThan(5)

  const second = await serve()
  for (const [id, version] of kept) {
    const response = await fetch(`${second.url}/v1/items/${id}`)
    expect(response.status, id).toBe(version === undefined ? 404 : 200)
    if (version !== undefined)
      expect(await response.json()).toMatchObject({ title: `v${version}`, metadata: { version } })
  }
  const again = { events: events.slice(0, 1000).map(time => ({ item: 'gone', time })) }
  expect(await (await second.send('POST', '/v1/sessions/s/events', again)).json()).toEqual({
    added: 0,
    repeated: again.events.length,
  })
  expect(await second.stop('SIGTERM')).toEqual([0, null])
})
