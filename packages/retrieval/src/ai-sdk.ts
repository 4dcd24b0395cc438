import { requireKnownOptions } from '@towerkit/core'
import type { RerankingModelV4, RerankingModelV4CallOptions, RerankingModelV4Result } from '@ai-sdk/provider'
import type { Reranker } from './reranker.ts'

/** Options of `aiSdkRerankingModel`. */
export interface AiSdkRerankingModelOptions {
  /** Name of the model in logs. Default: the reranker's name, or 'reranker'. */
  readonly modelId?: string
}

/**
 * Any reranker as a reranking model of the AI SDK (`rerank`), specification v4. Documents that are objects are read as
 * their JSON.
 *
 * @param reranker It is not closed with the model: close it yourself.
 *
 * @example
 * const lait = await laitEncoder({ backbone: './my-reranker', head: 'score' })
 * const model = aiSdkRerankingModel({ score: async (query, passages) => (await lait.score([query], passages)).data })
 * const { ranking } = await rerank({ model, query: 'how do I watch a file?', documents, topN: 3 })
 *
 * @see https://ai-sdk.dev/docs/ai-sdk-core/reranking
 */
export function aiSdkRerankingModel(
  reranker: Pick<Reranker, 'name' | 'score'>,
  given: AiSdkRerankingModelOptions = {},
): RerankingModelV4 {
  const { modelId = reranker.name ?? 'reranker' } = requireKnownOptions('aiSdkRerankingModel', given, { modelId: true })
  return {
    specificationVersion: 'v4',
    provider: 'towerkit',
    modelId,
    async doRerank(options: RerankingModelV4CallOptions): Promise<RerankingModelV4Result> {
      const { documents, query, topN, abortSignal } = options
      const passages = documents.type === 'text' ? documents.values : documents.values.map(each => JSON.stringify(each))
      const scores =
        passages.length === 0 ? [] : await reranker.score(query, passages, abortSignal && { signal: abortSignal })
      const ranking = Array.from(scores, (relevanceScore, index) => ({ index, relevanceScore }))
      // The sort is stable: equal scores stay in the order of the documents.
      ranking.sort((a, b) => b.relevanceScore - a.relevanceScore)
      return { ranking: ranking.slice(0, topN), warnings: [] }
    },
  }
}
