import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTextEncoder, trainWordPiece } from '@towerkit/text-encoder'
import { expect, it, onTestFinished } from 'vitest'
import type { SearchService, StoredDocument } from '../search-service.ts'
import { openStore } from '../store/open-store.ts'
import { sealFolder } from '../towers/sealed-folder.ts'
import { openSearchService, type OpenSearchServiceOptions } from './open-search-service.ts'
import { textKindFact } from './search-text.ts'
import { languageFact } from './workspace-words.ts'

const animals: readonly StoredDocument[] = [
  { id: 'cat', title: 'The cat', text: 'A cat sleeps on the sofa. It purrs.', metadata: { legs: 4, wild: false } },
  { id: 'dog', title: 'The dog', text: 'A dog barks at the postman.', metadata: { legs: 4, wild: false } },
  {
    id: 'heron',
    title: 'The heron',
    text: 'A heron stands in the water and waits for fish.',
    metadata: { legs: 2, wild: true },
  },
]

async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-service-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function open(folder: string, options: OpenSearchServiceOptions = {}) {
  const service = await openSearchService(folder, options)
  onTestFinished(() => service.close())
  return service
}

/** Towers with random weights: equal words are near each other even so. */
async function makeTowers(folder: string, seed = 1) {
  const tokenizer = trainWordPiece(
    animals.map(({ text }) => text),
    { vocabularySize: 200 },
  )
  const config = {
    model_type: 'bert',
    vocab_size: 200,
    hidden_size: 16,
    num_hidden_layers: 0,
    num_attention_heads: 2,
    intermediate_size: 16,
    max_position_embeddings: 1024,
    type_vocab_size: 1,
  }
  for (const name of ['teacher-query', 'teacher-document']) {
    const encoder = createTextEncoder({ config, tokenizer, seed })
    await encoder.save(join(folder, name))
    await encoder.close()
    await sealFolder(join(folder, name))
  }
}

const idsOf = async (service: SearchService, query: string, request = {}) =>
  (await service.search({ query, ...request })).hits.map(({ id }) => id)

it('finds by words what was added, also after it was opened again, and not what was removed', async () => {
  const folder = await temporaryFolder()
  const service = await open(folder)
  expect(service.status()).toEqual({ documents: 0, passages: 0, dense: false })
  expect(await service.add(animals)).toEqual({ added: 3, replaced: 0 })
  expect(await service.add([{ id: 'dog', title: 'The dog', text: 'A dog swims in the water.' }])).toEqual({
    added: 0,
    replaced: 1,
  })
  expect(await idsOf(service, 'postman')).toEqual([])
  expect(await service.remove(['cat', 'cat', 'nobody'])).toBe(1)
  await service.close()

  const again = await open(folder)
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
    const service = await open(folder)
    await service.add([described])
    expect(await idsOf(service, 'a change')).toEqual(found)
    expect(await idsOf(service, 'watch')).toEqual(['fs.watch'])
  }
})

it('searches by vectors, words and both, with the passage that matches', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const service = await open(folder)
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
  const service = await open(folder)
  await service.add(animals)
  for (const mode of ['dense', 'lexical', 'hybrid'] as const)
    expect(await idsOf(service, 'a cat, a dog and a heron', { mode, where: { legs: 2 } })).toEqual(['heron'])
  expect(await idsOf(service, 'a cat', { where: { legs: 3 } })).toEqual([])
  await expect(service.search({ query: 'a', where: { legs: null as never } })).rejects.toMatchObject({
    code: 'argument',
  })
})

it('reorders with the reranker, and refuses where there is none', async () => {
  const service = await open(await temporaryFolder(), {
    reranker: { score: async (_, passages) => passages.map(text => -text.length) },
  })
  await service.add(animals)
  expect(await idsOf(service, 'a cat, a dog and a heron', { rerank: true })).toEqual(['dog', 'cat', 'heron'])
  const plain = await open(await temporaryFolder())
  await expect(plain.search({ query: 'a', rerank: true })).rejects.toMatchObject({ code: 'unsupported' })
})

it('builds the index again where its file is damaged or of another state, and refuses vectors of another tower', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const first = await open(folder)
  await first.add(animals)
  const before = await first.search({ query: 'heron', mode: 'dense' })
  await first.close()
  const [index] = (await readdir(folder)).filter(name => name.endsWith('.index'))
  await writeFile(join(folder, index!), 'damaged')
  const second = await open(folder)
  expect((await second.search({ query: 'heron', mode: 'dense' })).hits).toEqual(before.hits)
  await second.close()
  await makeTowers(folder, 2)
  await expect(openSearchService(folder)).rejects.toMatchObject({ code: 'model' })
})

it('encodes what was added before there were towers, and refuses a tower whose file has changed', async () => {
  const folder = await temporaryFolder()
  const words = await open(folder)
  await words.add(animals)
  await words.close()
  await makeTowers(folder)
  const service = await open(folder)
  expect(await idsOf(service, 'a heron stands', { mode: 'dense', limit: 1 })).toEqual(['heron'])
  await service.close()
  await writeFile(join(folder, 'teacher-query', 'config.json'), '{}')
  await expect(openSearchService(folder)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('config.json'),
  })
})

it('sees what another process has written', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const one = await open(folder)
  const other = await open(folder)
  await one.add(animals)
  expect(await idsOf(other, 'heron', { limit: 1 })).toEqual(['heron'])
  await other.remove(['heron'])
  expect(await idsOf(one, 'heron', { mode: 'lexical' })).toEqual([])
})

it('takes overlapping calls, and refuses more than may wait', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const service = await open(folder, { queue: 8 })
  await service.add(animals)
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, (_, i) =>
      i % 2 ? service.search({ query: 'a heron' }) : service.add([{ id: `${i}`, title: '', text: `number ${i}` }]),
    ),
  )
  const refused = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
  expect(refused.length).toBeGreaterThan(0)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'overloaded' })
  const added = results.filter(({ status }, i) => i % 2 === 0 && status === 'fulfilled').length
  expect(service.status().documents).toBe(3 + added)
  expect(await service.remove(Array.from({ length: 40 }, (_, i) => `${i}`))).toBe(added)
})

it('stops at the signal, and answers no more once it is closed', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const service = await open(folder)
  await service.add(animals)
  const stop = new AbortController()
  const stopped = service.search({ query: 'heron', signal: stop.signal })
  stop.abort()
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  await service.close()
  await expect(service.search({ query: 'heron' })).rejects.toMatchObject({ code: 'argument' })
})

it.each([
  ['a query that is no text', (service: SearchService) => service.search({ query: 1 as never })],
  ['no hits', (service: SearchService) => service.search({ query: 'a', limit: 0 })],
  ['an unknown mode', (service: SearchService) => service.search({ query: 'a', mode: 'best' as never })],
  ['a document without text', (service: SearchService) => service.add([animals[0]!, { id: 'a', title: '' } as never])],
  ['half a character', (service: SearchService) => service.add([{ id: 'a', title: '', text: '\ud800' }])],
  ['an empty id', (service: SearchService) => service.add([{ id: '', title: '', text: '' }])],
  [
    'metadata within metadata',
    (service: SearchService) => service.add([{ id: 'a', title: '', text: '', metadata: { deep: {} as never } }]),
  ],
])('refuses %s, and stores nothing', async (_name, work) => {
  const service = await open(await temporaryFolder())
  await expect(work(service)).rejects.toMatchObject({ code: 'argument' })
  expect(service.status().documents).toBe(0)
})

it('finds words whatever their accents and language, phrases, beginnings and mistyped words, and leaves words out', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  using store = openStore(join(folder, 'store.sqlite'))
  store.setFact(languageFact, 'de')
  const service = await open(folder)
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
