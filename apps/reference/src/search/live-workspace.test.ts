import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStore } from '../store/open-store.ts'
import { openSearchService } from './open-search-service.ts'
import { animals, idsOf, makeTowers, openAnimalSearch, temporaryFolder } from './testing/animal-search.ts'

/** Towers are opened meanwhile, which takes long on a busy machine. */
const patient = { timeout: 20_000 }

it('builds the index again where its file is damaged or of another state', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const first = await openAnimalSearch(folder)
  await first.add(animals)
  const before = await first.search({ query: 'heron', mode: 'dense' })
  await first.close()
  const [index] = (await readdir(folder)).filter(name => name.endsWith('.index'))
  await writeFile(join(folder, index!), 'damaged')
  const second = await openAnimalSearch(folder)
  expect((await second.search({ query: 'heron', mode: 'dense' })).hits).toEqual(before.hits)
})

it('encodes what was added before there were towers, and refuses a tower whose file has changed', async () => {
  const folder = await temporaryFolder()
  const words = await openAnimalSearch(folder)
  await words.add(animals)
  await words.close()
  const towers = await makeTowers(folder)
  const service = await openAnimalSearch(folder)
  expect(await idsOf(service, 'a heron stands', { mode: 'dense', limit: 1 })).toEqual(['heron'])
  await service.close()
  await writeFile(join(towers.path('teacher'), 'config.json'), '{}')
  await expect(openSearchService(folder)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('config.json'),
  })
})

it('sees what another process has written', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const one = await openAnimalSearch(folder)
  const other = await openAnimalSearch(folder)
  await one.add(animals)
  expect(await idsOf(other, 'heron', { limit: 1 })).toEqual(['heron'])
  await other.remove(['heron'])
  expect(await idsOf(one, 'heron', { mode: 'lexical' })).toEqual([])
})

it('follows another process while it writes too, and misses nothing of what comes meanwhile', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const one = await openAnimalSearch(folder)
  const other = await openAnimalSearch(folder)
  const document = (id: string) => ({ id, title: id, text: `the text of ${id}` })
  await Promise.all(
    Array.from({ length: 30 }, (_, i) => [one.add([document(`one${i}`)]), other.add([document(`other${i}`)])]).flat(),
  )
  for (const service of [one, other]) {
    await service.search({ query: 'text' })
    expect(service.status()).toMatchObject({ documents: 60, passages: 60 })
    for (const mode of ['lexical', 'dense'] as const)
      expect((await idsOf(service, 'the text of', { mode, limit: 100 })).length).toBe(60)
  }
})

it('makes the vectors of what a process without towers has written, and answers by words meanwhile', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const service = await openAnimalSearch(folder)
  {
    using store = openStore(join(folder, 'store.sqlite'))
    store.change([{ put: animals.map(document => ({ document, passages: [[0, document.text.length]] as const })) }])
  }
  expect(await idsOf(service, 'heron', { mode: 'lexical' })).toEqual(['heron'])
  await expect.poll(() => idsOf(service, 'a heron stands', { mode: 'dense', limit: 1 }), patient).toEqual(['heron'])
})
