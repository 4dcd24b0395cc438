import { expect, it } from 'vitest'
import type { SearchService } from '../search-service.ts'
import { animals, makeTowers, openAnimalSearch, temporaryFolder } from './testing/animal-search.ts'

it('takes overlapping calls, and refuses more than may wait', async () => {
  const folder = await temporaryFolder()
  await makeTowers(folder)
  const service = await openAnimalSearch(folder, { queue: 8 })
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
  const service = await openAnimalSearch(folder)
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
    'metadata that is not a number',
    (service: SearchService) => service.add([{ id: 'a', title: '', text: '', metadata: { year: Number.NaN } }]),
  ],
])('refuses %s, and stores nothing', async (_name, work) => {
  const service = await openAnimalSearch(await temporaryFolder())
  await expect(work(service)).rejects.toMatchObject({ code: 'argument' })
  expect(service.status().documents).toBe(0)
})
