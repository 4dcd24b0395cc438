import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { diskCache, laitEncoder } from '@towerkit/lait-encoder'
import { trainWordPiece } from '@towerkit/text-encoder'
import type { NumberedDocument } from '../store/document-row.ts'
import { laitReranker } from './lait-reranker.ts'
import { openSearchService } from './open-search-service.ts'
import { rerankedText } from './reranked-text.ts'

const documents: readonly NumberedDocument[] = [
  {
    number: 1,
    id: 'cat',
    title: 'The cat',
    text: 'A cat sleeps on the sofa. It purrs.',
    metadata: {},
    passages: [
      [0, 25],
      [26, 35],
    ],
  },
  { number: 2, id: 'dog', title: 'The dog', text: 'A dog barks at the postman.', metadata: {}, passages: [[0, 27]] },
]

async function savedReranker() {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-reranker-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const config = {
    model_type: 'bert',
    vocab_size: 100,
    hidden_size: 16,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 16,
    max_position_embeddings: 64,
  }
  const encoder = await laitEncoder({
    backbone: {
      config,
      tokenizer: trainWordPiece(
        documents.map(({ text }) => text),
        { vocabularySize: 100 },
      ),
    },
    parallelLayers: 1,
    head: 'score',
    cache: diskCache(join(folder, 'unused')),
  })
  await encoder.save(join(folder, 'model'), { onnx: false })
  await encoder.close()
  return { model: join(folder, 'model'), states: join(folder, 'states'), folder }
}

it('encodes passages once, and finds their states again', async () => {
  const { model, states } = await savedReranker()
  const first = await laitReranker(model, states)
  expect(await first.precompute(documents)).toEqual({ segments: 3, encoded: 3 })
  const scores = await first.score('a cat', ['The dog\nA dog barks at the postman.'])
  await first.close?.()
  const later = await laitReranker(model, states)
  expect(await later.precompute(documents)).toEqual({ segments: 3, encoded: 0 })
  expect((await later.score('a cat', [rerankedText('The dog', 'A dog barks at the postman.')]))[0]).toBeCloseTo(
    scores[0]!,
    5,
  )
  expect(await later.compare('a cat', ['The dog\nA dog barks at the postman.'])).toEqual({
    keptMs: expect.any(Number),
    freshMs: expect.any(Number),
  })
  await later.close?.()
})

it('reorders the answers of a search service, which names it', async () => {
  const { model, states, folder } = await savedReranker()
  await using service = await openSearchService(join(folder, 'workspace'), {
    reranker: await laitReranker(model, states),
  })
  await service.add(documents.map(({ id, title, text }) => ({ id, title, text })))
  expect(service.status().reranker).toBe('LAIT, 1 of 2 layers apart')
  const { hits, milliseconds } = await service.search({ query: 'a cat or a dog', rerank: true })
  expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a))
  expect(hits).toHaveLength(2)
  expect(milliseconds.rerank).toBeGreaterThan(0)
  const comparing = service.compareReranking({ query: 'a cat or a dog' })
  await expect(service.compareReranking({ query: 'a cat or a dog' })).rejects.toMatchObject({ code: 'overloaded' })
  expect(await comparing).toEqual({ passages: 2, keptMs: expect.any(Number), freshMs: expect.any(Number) })
  expect(await service.compareReranking({ query: 'nothing', mode: 'lexical' })).toEqual({
    passages: 0,
    keptMs: 0,
    freshMs: 0,
  })
  await expect(service.compareReranking({ query: 'a cat', limit: 0 })).rejects.toMatchObject({ code: 'argument' })
})

it('compares nothing without a reranker that keeps something', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-reranker-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await using service = await openSearchService(folder, {
    reranker: { score: async (_query, passages) => passages.map(() => 0) },
  })
  expect(service.status()).toMatchObject({ reranker: 'reranker', keepsStates: false })
  await expect(service.compareReranking({ query: 'a' })).rejects.toMatchObject({ code: 'unsupported' })
})

it('refuses a folder without a model', async () => {
  const { folder } = await savedReranker()
  await expect(laitReranker(join(folder, 'none'), folder)).rejects.toMatchObject({ code: 'data' })
})
