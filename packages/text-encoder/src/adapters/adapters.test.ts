import { Document } from '@langchain/core/documents'
import { FakeVectorStore } from '@langchain/core/utils/testing'
import { TextNode } from '@llamaindex/core/schema'
import { embed, embedMany } from 'ai'
import { afterAll, expect, it } from 'vitest'
import { row } from '@towerkit/core'
import { createTextEncoder, trainWordPiece } from '@towerkit/text-encoder'
import { aiSdkEmbeddingModel } from '@towerkit/text-encoder/ai-sdk'
import { langChainEmbeddings } from '@towerkit/text-encoder/langchain'
import { llamaIndexEmbedding } from '@towerkit/text-encoder/llamaindex'

const texts = ['watch a file', 'read', 'parse a uniform resource locator']
const encoder = createTextEncoder({
  tokenizer: trainWordPiece(texts, { vocabularySize: 80, minimumFrequency: 1 }),
  session: { threads: 1 },
  prompts: { query: 'read ', document: 'parse ' },
  config: {
    model_type: 'bert',
    vocab_size: 100,
    hidden_size: 16,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 32,
    max_position_embeddings: 24,
    type_vocab_size: 2,
    layer_norm_eps: 1e-12,
    hidden_dropout_prob: 0,
  },
})
afterAll(() => encoder.close())
const plain = await encoder.encode(texts)
const queries = await encoder.encodeQueries(texts)
const documents = await encoder.encodeDocuments(texts)

function expectRows(found: readonly (readonly number[])[], expected: typeof plain): void {
  expect(found).toHaveLength(expected.count)
  found.forEach((numbers, i) => numbers.forEach((value, d) => expect(value).toBeCloseTo(row(expected, i)[d]!, 5)))
}

it('is an embedding model of the AI SDK', async () => {
  expectRows((await embedMany({ model: aiSdkEmbeddingModel(encoder), values: texts })).embeddings, plain)
  expectRows(
    (await embedMany({ model: aiSdkEmbeddingModel(encoder, { task: 'document' }), values: texts })).embeddings,
    documents,
  )
  const { embedding } = await embed({ model: aiSdkEmbeddingModel(encoder, { task: 'query' }), value: texts[0]! })
  expect(embedding[3]).toBeCloseTo(row(queries, 0)[3]!, 5)
  const short = await aiSdkEmbeddingModel(encoder).doEmbed({ values: texts, dimensions: 4 })
  expect(short.embeddings.map(({ length }) => length)).toEqual([4, 4, 4])
  await expect(
    embed({ model: aiSdkEmbeddingModel(encoder), value: 'read', abortSignal: AbortSignal.abort(), maxRetries: 0 }),
  ).rejects.toThrow()
})

it('is LangChain.js embeddings', async () => {
  const embeddings = await langChainEmbeddings(encoder)
  expectRows(await embeddings.embedDocuments(texts), documents)
  expectRows([await embeddings.embedQuery(texts[0]!)], { ...queries, count: 1 })
  const store = new FakeVectorStore(embeddings)
  await store.addDocuments(texts.map(pageContent => new Document({ pageContent })))
  const best =
    documents.count &&
    texts.map((_, i) => row(queries, 2).reduce((sum, value, d) => sum + value * row(documents, i)[d]!, 0))
  const [found] = await store.similaritySearch(texts[2]!, 1)
  expect(found!.pageContent).toBe(texts[(best as number[]).indexOf(Math.max(...(best as number[])))])
})

it('is an embedding model of LlamaIndexTS', async () => {
  const model = await llamaIndexEmbedding(encoder)
  expectRows(await model.getTextEmbeddingsBatch(texts), documents)
  expectRows([await model.getTextEmbedding(texts[1]!)], { ...documents, count: 1, data: documents.data.slice(16, 32) })
  expectRows([(await model.getQueryEmbedding({ type: 'text', text: texts[0]! }))!], { ...queries, count: 1 })
  expect(await model.getQueryEmbedding({ type: 'image_url', image_url: { url: 'x' } })).toBeNull()
  const nodes = await model(texts.map(text => new TextNode({ text })))
  expect(nodes[0]!.getEmbedding()).toHaveLength(16)
})
