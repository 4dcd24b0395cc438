import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { openStore } from './open-store.ts'

function temporaryPath() {
  const folder = mkdtempSync(join(tmpdir(), 'towerkit-events-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'store.sqlite')
}

it('keeps events by session and time, each once, all of a call or none', () => {
  const path = temporaryPath()
  {
    using store = openStore(path)
    const event = (item: string, time: number, session = 's') => ({ session, item, time })
    expect(store.addEvents([event('b', 2), event('a', 1.5), event('c', 2), event('b', 2)])).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(store.addEvents([event('b', 2), event('b', 2, 'other')])).toEqual([false, true])
    expect(() => store.addEvents([event('f', 9), event(undefined as never, 9)])).toThrow()
    expect(store.counts().documents).toBe(0)
  }
  using store = openStore(path)
  expect(store.sessionItems('s')).toEqual(['a', 'b', 'c'])
  expect(store.sessionItems('other')).toEqual(['b'])
  expect(store.sessionItems('nobody')).toEqual([])
})

it('refuses an event that is not what was written', () => {
  const path = temporaryPath()
  using store = openStore(path)
  store.addEvents([{ session: 's', item: 'a', time: 1 }])
  const other = new DatabaseSync(path)
  other.exec("UPDATE events SET item = 'b'")
  other.close()
  expect(() => store.sessionItems('s')).toThrow(expect.objectContaining({ code: 'data' }))
})
