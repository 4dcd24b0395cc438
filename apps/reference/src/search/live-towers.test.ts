import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStore } from '../store/open-store.ts'
import { openTower } from '../towers/open-tower.ts'
import { writeChoices } from '../towers/search-choice.ts'
import { towersChanged } from '../stages/stage-context.ts'
import { embedDocuments } from './embed-documents.ts'
import { openSearchService } from './open-search-service.ts'
import { animals, idsOf, makeTowers, openAnimalSearch, temporaryFolder } from './testing/animal-search.ts'

/** Towers are opened meanwhile, which takes long on a busy machine. */
const patient = { timeout: 20_000 }

it('goes on with the old towers until the vectors of new ones are complete, then takes these', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const service = await openAnimalSearch(folder)
  await service.add(animals)
  const scoreOf = async () => (await service.search({ query: 'a heron', mode: 'dense', limit: 1 })).hits[0]!.score
  const before = await scoreOf()

  const next = await makeTowers(folder, 2)
  expect(await scoreOf()).toBe(before)
  const again = await openSearchService(folder)
  expect((await again.search({ query: 'a heron', mode: 'dense', limit: 1 })).hits[0]!.score).toBe(before)
  await again.close()
  expect(await service.add([{ id: 'owl', title: 'The owl', text: 'An owl sees at night.' }])).toMatchObject({
    added: 1,
  })

  using store = openStore(join(folder, 'store.sqlite'))
  await using tower = await openTower(next, 'document')
  expect(await embedDocuments(store, tower, { kind: 'plain' })).toBe(4)
  await expect.poll(scoreOf, patient).not.toBe(before)
  expect(await idsOf(service, 'An owl sees at night', { mode: 'dense', limit: 1 })).toEqual(['owl'])
  expect(await service.remove(['owl'])).toBe(1)
  expect(await service.add([{ id: 'owl', title: '', text: 'owl' }])).toMatchObject({ added: 1 })
  expect(service.status()).toMatchObject({ documents: 4, dense: true })
})

it('takes towers where there were none, and tells of those that are damaged while it goes on', async () => {
  const folder = await temporaryFolder()
  const problems: unknown[] = []
  const service = await openAnimalSearch(folder, { onProblem: error => problems.push(error) })
  await service.add(animals)
  const embed = async (towers: Awaited<ReturnType<typeof makeTowers>>) => {
    using store = openStore(join(folder, 'store.sqlite'))
    await using tower = await openTower(towers, 'document')
    await embedDocuments(store, tower, { kind: 'plain' })
  }
  const first = await makeTowers(folder)
  expect((await service.search({ query: 'a heron' })).mode).toBe('lexical')
  await embed(first)
  await expect.poll(async () => (await service.search({ query: 'a heron' })).mode, patient).toBe('hybrid')

  const second = await makeTowers(folder, 2)
  await embed(second)
  await writeFile(join(second.path('teacher'), 'config.json'), '{}')
  expect(await idsOf(service, 'a heron', { mode: 'dense', limit: 1 })).toEqual(['heron'])
  await expect.poll(() => problems.length, patient).toBe(1)
  expect(await idsOf(service, 'a heron', { mode: 'dense', limit: 1 })).toEqual(['heron'])
})

it('answers as the evaluation has chosen, while it is open too, unless it is told otherwise', async () => {
  const folder = await temporaryFolder()
  const towers = await makeTowers(folder)
  const service = await openAnimalSearch(folder)
  const told = await openAnimalSearch(folder, { mode: 'dense' })
  await service.add(animals)
  await writeChoices(towers, { teacher: { mode: 'lexical', reason: 'Words are best.' } })
  using store = openStore(join(folder, 'store.sqlite'))
  towersChanged(store)
  await expect.poll(async () => (await service.search({ query: 'a heron' })).mode, patient).toBe('lexical')
  expect(service.status()).toMatchObject({ mode: 'lexical', choice: 'Words are best.' })
  expect((await service.search({ query: 'a heron', mode: 'hybrid' })).mode).toBe('hybrid')
  expect((await told.search({ query: 'a heron' })).mode).toBe('dense')
})
