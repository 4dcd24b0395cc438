import type { Embeddings } from '@langchain/core/embeddings'
import { MissingPeerError, row } from '@towerkit/core'
import type { PromptedEncoder } from '../prompted-encoder.ts'

/**
 * An encoder as LangChain.js `Embeddings`, for its vector stores and retrievers: `embedQuery` uses the query prompt,
 * `embedDocuments` that of documents.
 *
 * @returns The embeddings. They do not own the encoder: close that yourself.
 * @throws {MissingPeerError} if @langchain/core is not installed.
 *
 * @example
 * const store = new MemoryVectorStore(await langChainEmbeddings(encoder))
 *
 * @see https://docs.langchain.com/oss/javascript/integrations/text_embedding
 */
export async function langChainEmbeddings(encoder: PromptedEncoder): Promise<Embeddings> {
  const { Embeddings: Base } = await import('@langchain/core/embeddings').catch((cause: unknown) => {
    throw new MissingPeerError(
      'langChainEmbeddings: the package "@langchain/core" is not installed. Run `npm install @langchain/core`.',
      { cause },
    )
  })
  class EncoderEmbeddings extends Base {
    async embedDocuments(documents: string[]): Promise<number[][]> {
      const vectors = await encoder.encodeDocuments(documents)
      return documents.map((_, i) => Array.from(row(vectors, i)))
    }

    async embedQuery(query: string): Promise<number[]> {
      return Array.from((await encoder.encodeQueries([query])).data)
    }
  }
  return new EncoderEmbeddings({})
}
