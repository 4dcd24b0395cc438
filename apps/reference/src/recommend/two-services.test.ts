import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStore } from '../store/open-store.ts'
import { quietProgress } from '../testing/quiet-progress.ts'
import { smallInteractions } from '../testing/small-interactions.ts'
import { openWorkspace } from '../workspace.ts'
import { openRecommendations } from './open-recommendations.ts'
import type { RecommendationService } from './recommendation-service.ts'
import { trainRecommender } from './train-recommender.ts'

const data = smallInteractions()
const folder = join(data.folder, 'workspace')
let one: RecommendationService
let other: RecommendationService
beforeAll(async () => {
  const { interactions, items } = data
  one = await trainRecommender({ interactions, items, folder, steps: 2, width: 8, progress: quietProgress })
  other = await openRecommendations(await openWorkspace(folder))
}, 120_000)
afterAll(async () => {
  await one.close()
  await other.close()
  rmSync(data.folder, { recursive: true })
})
const found = async (service: RecommendationService, item: string) =>
  (await service.recommend({ history: ['2'], limit: 100 })).items.find(each => each.item === item)

it('follows what another process does to the same folder, in the next answer', async () => {
  await one.setItem({ id: 'new', title: 'Brand new', genres: ['Crime'] })
  expect(await found(other, 'new')).toMatchObject({ title: 'Brand new' })
  await other.setItem({ id: 'new', title: 'Newer', year: 2024 })
  expect(await found(one, 'new')).toMatchObject({ title: 'Newer', metadata: { year: 2024 } })
  expect(await one.findItems('newer', 5)).toMatchObject([{ id: 'new' }])
  expect(await one.findItems('brand', 5)).toEqual([])
  await other.removeItem('new')
  expect(await found(one, 'new')).toBeUndefined()
  expect([one.size, other.size]).toEqual([20, 20])
  await one.addEvents('s', [{ item: '3' }])
  expect((await other.recommend({ session: 's' })).isPopular).toBe(false)
})

it('reads the store again if the log no longer reaches back', async () => {
  await one.setItem({ id: 'x', title: 'X' })
  {
    using store = openStore(join(folder, 'store.sqlite'))
    const documents = [...store.documents()].map(document => ({ document, passages: [] }))
    store.change([{ remove: ['x', '5'] }, { put: documents.filter(({ document: { id } }) => id === '7') }])
    store.change([{ put: [{ document: { id: 'y', title: 'Y', text: '' }, passages: [] }] }])
  }
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(join(folder, 'store.sqlite'))
  database.exec('DELETE FROM changes WHERE number < (SELECT max(number) FROM changes)')
  database.close()
  for (const service of [one, other]) {
    expect(await found(service, 'y')).toMatchObject({ title: 'Y' })
    expect(await found(service, 'x')).toBeUndefined()
    expect(await found(service, '5')).toBeUndefined()
    expect(await found(service, '7')).toMatchObject({ title: 'Film 7' })
    expect(service.size).toBe(20)
  }
})
