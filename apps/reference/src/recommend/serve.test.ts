import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { called, run } from '../testing/run-towerkit.ts'
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
  /** What may be there: the version acknowledged last, and one sent after it; undefined if removed. */
  const possible = new Map<string, (number | undefined)[]>()
  const events: number[] = []
  let changes = 0
  let isAlive = true
  const forever = async (work: (i: number) => Promise<void>) => {
    for (let i = 1; isAlive; i++) await work(i).catch(() => undefined)
  }
  const isAcknowledged = async (asked: Promise<Response>) => {
    const response = await asked
    await response.text()
    return response.ok
  }
  const change = async (id: string, version: number | undefined) => {
    const path = `/v1/items/${id}`
    possible.set(id, [...(possible.get(id) ?? [undefined]), version])
    const asked =
      version === undefined
        ? fetch(first.url + path, { method: 'DELETE' })
        : first.send('PUT', path, { title: `v${version}`, metadata: { version } })
    if (!(await isAcknowledged(asked))) return
    possible.set(id, [version])
    changes++
  }
  const writers = [
    ...['a', 'b', 'c'].map(id =>
      forever(async i => {
        await change(id, i)
        if (i % 5 === 0) await change(id, undefined)
      }),
    ),
    forever(async time => {
      const sent = first.send('POST', '/v1/sessions/s/events', { events: [{ item: 'gone', time }] })
      if (await isAcknowledged(sent)) events.push(time)
    }),
  ]
  await expect.poll(() => Math.min(events.length, changes), { timeout: 30_000 }).toBeGreaterThan(10)
  await first.stop('SIGKILL')
  isAlive = false
  await Promise.all(writers)

  const second = await serve()
  for (const [id, versions] of possible) {
    const response = await fetch(`${second.url}/v1/items/${id}`)
    const { title, metadata } = (await response.json()) as { title: string; metadata?: { version: number } }
    expect(versions, id).toContain(metadata?.version)
    expect(title).toBe(metadata === undefined ? 'Not Found' : `v${metadata.version}`)
  }
  const again = { events: events.slice(0, 1000).map(time => ({ item: 'gone', time })) }
  expect(await (await second.send('POST', '/v1/sessions/s/events', again)).json()).toEqual({
    added: 0,
    repeated: again.events.length,
  })
  expect(await second.stop('SIGTERM')).toEqual([0, null])

  // A letter that has changed on the disk: the process says so, and ends although it has begun to open.
  const database = new DatabaseSync(join(workspace, 'store.sqlite'))
  database.exec("UPDATE documents SET title = 'Gilm 1' WHERE id = '1'")
  database.close()
  const damaged = run('recommend', 'serve', '--folder', workspace)
  expect([damaged.status, damaged.stdout]).toEqual([1, ''])
  expect(damaged.stderr).toContain('is not what was written')
})
