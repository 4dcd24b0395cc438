import type { BaseEmbedding } from '@llamaindex/core/embeddings'
import { MissingPeerError, row } from '@towerkit/core'
import type { PromptedEncoder } from '../prompted-encoder.ts'

/**
 * An encoder as a `BaseEmbedding` of LlamaIndexTS: nodes are encoded as documents, `getQueryEmbedding` uses the query
 * prompt and returns null for anything but text.
 *
 * @returns The embedding model. It does not own the encoder: close that yourself.
 * @throws {MissingPeerError} if @llamaindex/core is not installed.
 *
 * @example
 * Settings.embedModel = await llamaIndexEmbedding(encoder)
 *
 * @see https://developers.llamaindex.ai/typescript/framework/modules/models/embeddings/
 */
export async function llamaIndexEmbedding(encoder: PromptedEncoder): Promise<BaseEmbedding> {
  const { BaseEmbedding: Base } = await import('@llamaindex/core/embeddings').catch((cause: unknown) => {
    throw new MissingPeerError(
      'llamaIndexEmbedding: the package "@llamaindex/core" is not installed. Run `npm install @llamaindex/core`.',
      { cause },
    )
  })
  class EncoderEmbedding extends Base {
    constructor() {
      super()
      this.embedInfo = { dimensions: encoder.dimensions }
    }

    override getTextEmbeddings = async (texts: string[]): Promise<number[][]> => {
      const vectors = await encoder.encodeDocuments(texts)
      return texts.map((_, i) => Array.from(row(vectors, i)))
    }

    async getTextEmbedding(text: string): Promise<number[]> {
      return (await this.getTextEmbeddings([text]))[0]!
    }

    override async getQueryEmbedding(
      query: Parameters<BaseEmbedding['getQueryEmbedding']>[0],
    ): Promise<number[] | null> {
      return query.type === 'text' ? Array.from((await encoder.encodeQueries([query.text])).data) : null
    }
  }
  return new EncoderEmbedding()
}
