import { rerank } from 'ai'
import { expect, it } from 'vitest'
import { aiSdkRerankingModel } from '@towerkit/retrieval/ai-sdk'

/** Scores by how many words of the query a passage has. */
const reranker = {
  name: 'words',
  async score(query: string, passages: readonly string[], options?: { readonly signal?: AbortSignal }) {
    options?.signal?.throwIfAborted()
    return Float32Array.from(passages, passage => query.split(' ').filter(word => passage.includes(word)).length)
  },
}

it('is a reranking model of the AI SDK', async () => {
  const model = aiSdkRerankingModel(reranker)
  expect(model).toMatchObject({ specificationVersion: 'v4', provider: 'towerkit', modelId: 'words' })
  const documents = ['read', 'watch a file', 'write', 'a file']
  const { ranking } = await rerank({ model, query: 'watch file', documents, topN: 3 })
  expect(ranking.map(({ originalIndex, score }) => [originalIndex, score])).toEqual([
    [1, 2],
    [3, 1],
    [0, 0],
  ])
})

it('reads objects as their JSON, gives nothing for nothing, and stops', async () => {
  const model = aiSdkRerankingModel(reranker, { modelId: 'mine' })
  expect(model.modelId).toBe('mine')
  const { ranking } = await rerank({ model, query: 'file', documents: [{ title: 'read' }, { title: 'a file' }] })
  expect(ranking[0]!.originalIndex).toBe(1)
  const none = await model.doRerank({ query: 'file', documents: { type: 'text', values: [] } })
  expect(none.ranking).toEqual([])
  await expect(
    rerank({ model, query: 'a', documents: ['a'], abortSignal: AbortSignal.abort(), maxRetries: 0 }),
  ).rejects.toThrow()
})
