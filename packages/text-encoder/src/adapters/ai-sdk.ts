import type { EmbeddingModelV4, EmbeddingModelV4CallOptions, EmbeddingModelV4Result } from '@ai-sdk/provider'
import { row, requireKnownOptions } from '@towerkit/core'
import type { PromptedEncoder } from '../prompted-encoder.ts'

/** Options of `aiSdkEmbeddingModel`. */
export interface AiSdkEmbeddingModelOptions {
  /** Which prompt texts get; the SDK does not tell queries from documents. Default: that of `encode`. */
  readonly task?: 'query' | 'document'
  /** Name of the model in logs. Default 'encoder'. */
  readonly modelId?: string
}

/**
 * An encoder as an embedding model of the AI SDK (`embed`, `embedMany`), specification v4. The option `dimensions` of a
 * call is Matryoshka truncation.
 *
 * @returns The model. It does not own the encoder: close that yourself.
 *
 * @example
 * const { embedding } = await embed({
 *   model: aiSdkEmbeddingModel(encoder, { task: 'query' }),
 *   value: 'how do I watch a file?',
 * })
 *
 * @see https://ai-sdk.dev/docs/ai-sdk-core/embeddings
 */
export function aiSdkEmbeddingModel(
  encoder: PromptedEncoder,
  options: AiSdkEmbeddingModelOptions = {},
): EmbeddingModelV4 {
  const { task, modelId = 'encoder' } = requireKnownOptions<AiSdkEmbeddingModelOptions>(
    'aiSdkEmbeddingModel',
    options,
    { task: true, modelId: true },
  )
  const encode =
    task === 'query' ? encoder.encodeQueries : task === 'document' ? encoder.encodeDocuments : encoder.encode
  return {
    specificationVersion: 'v4',
    provider: 'towerkit',
    modelId,
    maxEmbeddingsPerCall: Number.POSITIVE_INFINITY,
    // Calls wait for each other at the pool; the SDK need not.
    supportsParallelCalls: true,
    async doEmbed({ values, dimensions, abortSignal }: EmbeddingModelV4CallOptions): Promise<EmbeddingModelV4Result> {
      const vectors = await encode(values, {
        ...(dimensions !== undefined && { dimensions }),
        ...(abortSignal && { signal: abortSignal }),
      })
      return { embeddings: values.map((_, i) => Array.from(row(vectors, i))), warnings: [] }
    },
  }
}
