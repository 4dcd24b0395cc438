import { Document } from '@langchain/core/documents'
import type { EmbeddingsInterface } from '@langchain/core/embeddings'
import { expect, it } from 'vitest'
import { exactIndex, quantizedIndex } from '@towerkit/indices'
import { langChainVectorStore } from '@towerkit/indices/langchain'

/** Letters of a text, counted. */
const embeddings: EmbeddingsInterface = {
  embedDocuments: async texts => texts.map(counts),
  embedQuery: async text => counts(text),
}

function counts(text: string): number[] {
  return ['a', 'b', 'c'].map(letter => text.split(letter).length - 1)
}

it.each([
  ['exactIndex', () => exactIndex({ dimensions: 3, metric: 'cosine' })],
  ['quantizedIndex', () => quantizedIndex({ dimensions: 3, storage: 'int8' })],
])('is a vector store of LangChain.js over %s', async (_name, create) => {
  await using index = create()
  const store = await langChainVectorStore(embeddings, index)
  const at = new Date('2024-05-01T10:00:00Z')
  const ids = await store.addDocuments([
    new Document({ pageContent: 'aaa', metadata: { tags: ['x'], at, loc: { page: 1 }, none: null } }),
    new Document({ id: 'two', pageContent: 'aab', metadata: { tags: ['y'], loc: { page: 2 } } }),
    { pageContent: 'ccc', metadata: {} },
  ])
  expect(ids![1]).toBe('two')
  expect(await index.count()).toBe(3)

  const [best, second] = await store.similaritySearchWithScore('aa', 2)
  expect(best![0]).toMatchObject({
    id: ids![0],
    pageContent: 'aaa',
    metadata: { tags: ['x'], at: '2024-05-01T10:00:00.000Z', loc: { page: 1 } },
  })
  expect(best![1]).toBeCloseTo(1, 6)
  expect(second![0].pageContent).toBe('aab')
  expect(second![1]).toBeCloseTo(2 / Math.sqrt(5), 6)

  const found = async (filter: Parameters<typeof store.similaritySearch>[2]) =>
    (await store.similaritySearch('aa', 3, filter)).map(({ pageContent }) => pageContent)
  expect(await found({ tags: 'y' })).toEqual(['aab'])
  expect(await found({ 'loc.page': { from: 2 } })).toEqual(['aab'])
  expect(await found({ at: { to: '2024-05-01' } })).toEqual(['aaa'])
  expect(await found({ or: [{ tags: 'x' }, { tags: 'y' }], not: { 'loc.page': 1 } })).toEqual(['aab'])
  await expect(found({ tag: 'y' })).rejects.toMatchObject({ code: 'argument' })

  const retrieved = await store.asRetriever({ k: 1, filter: { tags: 'y' } }).invoke('a')
  expect(retrieved.map(({ id }) => id)).toEqual(['two'])
  await store.delete({ ids: ['two'] })
  expect(await found({})).toEqual(['aaa', 'ccc'])
})

it('replaces a document that is added with the same id, and refuses too few ids', async () => {
  await using index = exactIndex({ dimensions: 3 })
  const store = await langChainVectorStore(embeddings, index)
  await store.addDocuments([{ pageContent: 'a', metadata: {} }], { ids: ['one'] })
  await store.addDocuments([{ pageContent: 'b', metadata: {} }], { ids: ['one'] })
  expect((await store.similaritySearch('b', 5)).map(({ pageContent }) => pageContent)).toEqual(['b'])
  await expect(store.addDocuments([{ pageContent: 'c', metadata: {} }], { ids: [] })).rejects.toMatchObject({
    code: 'argument',
  })
})
