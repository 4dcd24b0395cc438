import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openStore } from '../store/open-store.ts'
import { called } from '../testing/run-towerkit.ts'
import { smallInteractions } from '../testing/small-interactions.ts'

const data = smallInteractions({ users: 12 })
const workspace = join(data.folder, 'workspace')
const recommend = (...words: string[]) => called('recommend', ...words, '--folder', workspace)
const at = (name: string, content: string | Uint8Array) => {
  const path = join(data.folder, name)
  writeFileSync(path, content)
  return path
}
const train = ['train', '--steps', '2', '--width', '8']
afterAll(() => rmSync(data.folder, { recursive: true }))

const events = 'user,item,time\nu,a,1\nu,b,2\nu,c,3\n'
it.each<[string, string | Uint8Array, string | Uint8Array | undefined, string]>([
  ['a line that is cut', `${events}u,d\n`, undefined, 'line 5'],
  ['a quote that does not end', `${events}"u,d,4\n`, undefined, 'line 5'],
  ['another encoding', Buffer.from(`${events}Zo\xE9,d,4\n`, 'latin1'), undefined, 'UTF-8'],
  ['a time that is missing', `${events}u,d,\n`, undefined, 'line 5'],
  ['a negative time', `${events}u,d,-4\n`, undefined, 'negative'],
  ['a time that is no number', `${events}u,d,NaN\n`, undefined, 'NaN'],
  ['a time that is infinite', `${events}u,d,1e999\n`, undefined, 'finite'],
  ['a rating that is no number', 'user,item,time,rating\nu,a,1,good\n', undefined, 'good'],
  ['two lines of one item', events, 'id,title\na,A\nb,B\na,C\n', 'line 4'],
  ['an item without an id', events, 'id,title\na,A\n,B\n', 'line 3'],
  ['a wrong quote in the items', events, 'id,title\na,"A\nb,B\n', 'quot'],
  ['no events', 'user,item,time\n', undefined, 'no'],
])('refuses %s, and changes nothing', async (_name, interactions, items, message) => {
  const paths = [at('bad-ratings.csv', interactions), ...(items === undefined ? [] : [at('bad-items.csv', items)])]
  const { status, stdout, stderr } = await recommend('prepare', ...paths)
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toContain(message)
  using store = openStore(join(workspace, 'store.sqlite'))
  expect(store.counts().documents).toBe(0)
})

it('takes events of equal times, twice, in the future and of users with one, and recommends', async () => {
  const rows = ['a', 'b', 'c', 'a', 'd'].flatMap(item => [`u,${item},5`, `u,${item},5`, `v,${item},99999999999`])
  const interactions = at('equal.csv', `user,item,time\n${rows.join('\n')}\nlonely,e,1\n`)
  expect(await recommend('prepare', interactions)).toMatchObject({ status: 0 })
  expect(await recommend(...train)).toMatchObject({ status: 0 })
  expect(await recommend('evaluate')).toMatchObject({ status: 0 })
  const { items } = JSON.parse((await recommend('for', 'a', 'a', 'e', '--json')).stdout)
  expect(items.map(({ item }: { item: string }) => item).sort()).toEqual(['b', 'c', 'd'])
})

it('takes a catalogue of one item, of which nothing is left to who had it', async () => {
  const interactions = at('one.csv', 'user,item,time\nu,a,1\nu,a,2\nu,a,3\nv,a,1\n')
  expect(await recommend('prepare', interactions)).toMatchObject({ status: 0 })
  expect(await recommend(...train)).toMatchObject({ status: 1, stderr: expect.stringContaining('none of 2 users') })
  at('one.csv', 'user,item,time\nu,a,1\nu,a,2\nu,a,3\nu,a,4\nv,a,1\n')
  expect(await recommend('prepare', interactions)).toMatchObject({ status: 0 })
  expect(await recommend(...train)).toMatchObject({ status: 0 })
  expect(await recommend('evaluate')).toMatchObject({ status: 0 })
  expect(JSON.parse((await recommend('for', 'a', '--json')).stdout)).toMatchObject({ items: [], isPopular: false })
  expect(JSON.parse((await recommend('for', '--json')).stdout)).toMatchObject({
    items: [{ item: 'a' }],
    isPopular: true,
  })
})

it('refuses a model of other data, and keeps items that were added when others are prepared', async () => {
  {
    using store = openStore(join(workspace, 'store.sqlite'))
    store.change([{ put: [{ document: { id: 'own', title: 'Own', text: '' }, passages: [] }] }])
  }
  expect(await recommend('prepare', data.interactions, data.items)).toMatchObject({ status: 0 })
  for (const words of [['for', '1'], ['evaluate'], ['serve', '--port', '0']])
    expect(await recommend(...words), words[0]!).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Train again: towerkit recommend train'),
    })
  {
    using store = openStore(join(workspace, 'store.sqlite'))
    expect(store.document('own')).toMatchObject({ title: 'Own' })
    expect(store.document('a')).toBeUndefined()
    expect(store.counts().documents).toBe(21)
  }
  expect(await recommend(...train)).toMatchObject({ status: 0 })
  expect((await recommend('for', '1', '--limit', '30')).stdout).toContain('Own  (own)')
})
