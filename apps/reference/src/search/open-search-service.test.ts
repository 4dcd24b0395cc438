import { expect, it } from 'vitest'
import type { StoredDocument } from '../search-service.ts'
import { openStore } from '../store/open-store.ts'
import { join } from 'node:path'
import { textKindFact } from './search-text.ts'
import { languageFact } from './workspace-words.ts'
import { animals, idsOf, makeTowers, openAnimalSearch, temporaryFolder } from './testing/animal-search.ts'

it('finds by words what was added, also after it was opened again, and not what was removed', async () => {
  const folder = await temporaryFolder()
  const service = await openAnimalSearch(folder)
  expect(service.status()).toEqual({ documents: 0, passages: 0, dense: false, mode: 'lexical' })
  expect(await service.add(animals)).toEqual({ added: 3, replaced: 0 })
  expect(await service.add([{ id: 'dog', title: 'The dog', text: 'A dog swims in the water.' }])).toEqual({
    added: 0,
    replaced: 1,
  })
  expect(await idsOf(service, 'postman')).toEqual([])
  expect(await service.remove(['cat', 'cat', 'nobody'])).toBe(1)
  await service.close()

  const again = await openAnimalSearch(folder)
  expect(again.status()).toMatchObject({ documents: 2, passages: 2, dense: false })
  expect((await idsOf(again, 'water')).sort()).toEqual(['dog', 'heron'])
  expect(await again.document('heron')).toEqual(animals[2])
  expect(await again.document('cat')).toBeUndefined()
  await expect(again.search({ query: 'water', mode: 'dense' })).rejects.toMatchObject({ code: 'unsupported' })
})

it('looks words up in descriptions of declarations too', async () => {
  const described: StoredDocument = {
    id: 'fs.watch',
    title: 'fs.watch',
    text: 'function watch(filename: PathLike): FSWatcher',
    metadata: { description: 'Tells of changes.' },
  }
  for (const [kind, found] of [
    ['plain', []],
    ['code', ['fs.watch']],
  ] as const) {
    const folder = await temporaryFolder()
    using store = openStore(join(folder, 'store.sqlite'))
    store.setFact(textKindFact, kind)
    const service = await openAnimalSearch(folder)
    await service.add([described])
    expect(await idsOf(service, 'a change')).toEqual(found)
    expect(await idsOf(service, 'watch')).toEqual(['fs.watch'])
  }
})

it('searches by vectors, words and both, with the passage that matches', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const service = await openAnimalSearch(folder)
  const long = `${'Nothing of interest happens here today. '.repeat(20)}A heron stands in the water and waits for fish.`
  await service.add([...animals.slice(0, 2), { id: 'long', title: 'Long', text: long }])
  expect(service.status()).toMatchObject({ documents: 3, dense: true, dimensions: 16, tower: 'teacher, words, 16' })
  for (const mode of ['dense', 'lexical', 'hybrid'] as const) {
    const {
      hits: [hit],
      mode: used,
    } = await service.search({ query: 'A heron stands in the water and waits for fish', mode })
    expect(hit).toMatchObject({ id: 'long', passage: expect.stringContaining('heron') })
    expect(hit!.passage.length).toBeLessThan(long.length)
    expect(used).toBe(mode)
  }
  const {
    hits: [hit],
    milliseconds,
    tower,
  } = await service.search({ query: 'cat sofa' })
  expect(hit).toMatchObject({ id: 'cat', ranks: { lexical: 1, dense: 1 } })
  expect(milliseconds.total).toBeGreaterThan(0)
  expect(tower).toBe('teacher, words, 16')
})

it('keeps to the condition, in every mode', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const service = await openAnimalSearch(folder)
  await service.add(animals)
  for (const mode of ['dense', 'lexical', 'hybrid'] as const)
    expect(await idsOf(service, 'a cat, a dog and a heron', { mode, where: { legs: 2 } })).toEqual(['heron'])
  expect(await idsOf(service, 'a cat', { where: { legs: 3 } })).toEqual([])
  await expect(service.search({ query: 'a', where: { legs: null as never } })).rejects.toMatchObject({
    code: 'argument',
  })
})

it('reorders with the reranker, and refuses where there is none', async () => {
  const service = await openAnimalSearch(await temporaryFolder(), {
    reranker: { score: async (_, passages) => passages.map(text => -text.length) },
  })
  await service.add(animals)
  expect(await idsOf(service, 'a cat, a dog and a heron', { rerank: true })).toEqual(['dog', 'cat', 'heron'])
  const plain = await openAnimalSearch(await temporaryFolder())
  await expect(plain.search({ query: 'a', rerank: true })).rejects.toMatchObject({ code: 'unsupported' })
})

it('finds words whatever their accents and language, phrases, beginnings, typing errors, exclusions', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  using store = openStore(join(folder, 'store.sqlite'))
  store.setFact(languageFact, 'de')
  const service = await openAnimalSearch(folder)
  await service.add([
    { id: 'haus', title: '', text: 'Die Häuser der Straße in Köln' },
    { id: 'cafe', title: '', text: 'Das Café neben dem Museum' },
  ])
  const words = (query: string, request = {}) => idsOf(service, query, { mode: 'lexical', ...request })
  expect(await words('haus')).toEqual(['haus'])
  expect(await words('strasse koln')).toEqual(['haus'])
  expect(await words('cafe')).toEqual(['cafe'])
  expect(await words('museun')).toEqual(['cafe'])
  expect(await words('museun', { typos: false })).toEqual([])
  expect(await words('muse')).toEqual([])
  expect(await words('muse', { prefix: true })).toEqual(['cafe'])
  expect(await words('"häuser in"')).toEqual([])
  expect(await words('"häuser in" der', { operators: false })).toEqual(['haus'])
  for (const mode of ['lexical', 'dense', 'hybrid'] as const) {
    expect(await idsOf(service, 'Häuser Museum -Café', { mode })).toEqual(['haus'])
    expect(await idsOf(service, '"neben dem" Häuser', { mode })).toEqual(['cafe'])
    expect(await idsOf(service, '-Café', { mode })).toEqual([])
  }
})
