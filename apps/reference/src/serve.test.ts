import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openStore } from './store/open-store.ts'
import { servedProcess } from './testing/served-process.ts'

async function serve(folder: string) {
  const { url, stop, send } = await servedProcess('serve', '--folder', folder)
  const add = (...ids: readonly string[]) =>
    send('POST', '/v1/documents', { documents: ids.map(id => ({ id, title: id, text: `the text of ${id}` })) })
  return { url, stop, add }
}

it('keeps what it acknowledged when it is killed, answers with it afterwards, and ends at SIGTERM', {
  timeout: 60_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-serve-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const first = await serve(folder)
  const acknowledged: string[] = []
  const writers = ['a', 'b'].map(async name => {
    for (let i = 0; ; i++) {
      const response = await first.add(`${name}${i}`).catch(() => undefined)
      if (response?.ok !== true) return
      acknowledged.push(`${name}${i}`)
    }
  })
  await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(5)
  await first.stop('SIGKILL')
  await Promise.all(writers)
  {
    using store = openStore(join(folder, 'store.sqlite'))
    const ids = new Set([...store.documents()].map(({ id }) => id))
    expect(acknowledged.filter(id => !ids.has(id))).toEqual([])
  }
  const second = await serve(folder)
  const { hits } = (await (await fetch(`${second.url}/v1/search?query=text+of+a0`)).json()) as {
    hits: { id: string }[]
  }
  expect(hits[0]!.id).toBe('a0')
  expect(await second.stop('SIGTERM')).toEqual([0, null])
})
