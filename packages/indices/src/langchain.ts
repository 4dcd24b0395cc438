import type { DocumentInterface } from '@langchain/core/documents'
import type { EmbeddingsInterface } from '@langchain/core/embeddings'
import type { VectorStore } from '@langchain/core/vectorstores'
import {
  ArgumentError,
  MissingPeerError,
  vectors,
  type Metadata,
  type MetadataValue,
  type VectorIndex,
  type Where,
} from '@towerkit/core'

/** A `VectorIndex` as LangChain.js's `VectorStore`; its filters are conditions. */
export interface LangChainVectorStore extends VectorStore {
  FilterType: Where
  /** Removes documents by their ids. */
  delete(parameters: { readonly ids: readonly string[] }): Promise<void>
}

/** The fields in which a document is stored. */
const textField = 'pageContent'
const metadataField = 'metadata'

/**
 * Any `VectorIndex` as a LangChain.js vector store, for its retrievers and chains. A document is one key of the index,
 * its text and its metadata the fields `pageContent` and `metadata` there. A filter of a search is a condition on the
 * document's metadata, applied before the best are chosen. Scores are those of the index: with unit vectors cosines.
 *
 * Metadata that no index can hold (null, undefined, functions) is left out, and a `Date` becomes its ISO string.
 *
 * @param embeddings Of LangChain.js, such as `langChainEmbeddings(encoder)` of `@towerkit/text-encoder/langchain`.
 * @param index It is not closed with the store: close it yourself.
 * @returns The vector store. Documents without an id get a random one.
 * @throws {MissingPeerError} if @langchain/core is not installed.
 *
 * @example
 * const store = await langChainVectorStore(embeddings, exactIndex({ dimensions: 384 }))
 * await store.addDocuments([{ pageContent: 'Watch a file.', metadata: { module: 'fs' } }])
 * await store.similaritySearch('how do I watch a file?', 3, { module: 'fs' })
 *
 * @see https://docs.langchain.com/oss/javascript/integrations/vectorstores
 */
export async function langChainVectorStore(
  embeddings: EmbeddingsInterface,
  index: VectorIndex,
): Promise<LangChainVectorStore> {
  const [{ VectorStore: Base }, { Document }] = await Promise.all([
    import('@langchain/core/vectorstores'),
    import('@langchain/core/documents'),
  ]).catch((cause: unknown) => {
    throw new MissingPeerError(
      'langChainVectorStore: the package "@langchain/core" is not installed. Run `npm install @langchain/core`.',
      { cause },
    )
  })
  class IndexVectorStore extends Base implements LangChainVectorStore {
    declare FilterType: Where

    _vectorstoreType(): string {
      return 'towerkit'
    }

    async addDocuments(
      documents: DocumentInterface[],
      options?: { readonly ids?: readonly string[] },
    ): Promise<string[]> {
      const texts = documents.map(({ pageContent }) => pageContent)
      return this.addVectors(await this.embeddings.embedDocuments(texts), documents, options)
    }

    async addVectors(
      rows: number[][],
      documents: DocumentInterface[],
      { ids }: { readonly ids?: readonly string[] } = {},
    ): Promise<string[]> {
      if (ids !== undefined && ids.length !== documents.length)
        throw new ArgumentError(
          `addDocuments: ${ids.length} ids for ${documents.length} documents. Give one id a document.`,
          { ids: ids.length, documents: documents.length },
        )
      const keys = documents.map(({ id }, i) => ids?.[i] ?? id ?? crypto.randomUUID())
      const metadata = documents.map(
        (document): Metadata => ({
          [textField]: document.pageContent,
          [metadataField]: storable(document.metadata) ?? {},
        }),
      )
      await index.add(keys, vectors(rows, index.dimensions), { metadata })
      return keys
    }

    override async delete({ ids }: { readonly ids: readonly string[] }): Promise<void> {
      await index.remove(ids)
    }

    async similaritySearchVectorWithScore(
      query: number[],
      k: number,
      filter?: Where,
    ): Promise<[DocumentInterface, number][]> {
      const where = filter && onMetadata(filter)
      const [hits] = await index.search(vectors([query]), k, { metadata: true, ...(where && { where }) })
      return hits!.map(({ key, score, metadata = {} }) => {
        const { [textField]: pageContent, [metadataField]: fields } = metadata
        const document = new Document({
          id: key,
          pageContent: String(pageContent ?? ''),
          metadata: { ...(fields as object) },
        })
        return [document, score]
      })
    }
  }
  return new IndexVectorStore(embeddings, {})
}

/** A condition on the document's metadata as one on the fields of the index. */
function onMetadata(filter: Where): Where {
  return Object.fromEntries(
    Object.entries(filter).map(([name, asked]): [string, Where[string]] => {
      const conditions = asked as readonly Where[]
      if ((name === 'and' || name === 'or') && Array.isArray(asked) && asked.every(isRecord))
        return [name, conditions.map(onMetadata)]
      if (name === 'not' && isRecord(asked)) return [name, onMetadata(asked as Where)]
      return [`${metadataField}.${name}`, asked]
    }),
  )
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What an index can hold of a value; undefined if nothing. */
function storable(value: unknown): MetadataValue | undefined {
  if (value instanceof Date) return Number.isNaN(value.valueOf()) ? undefined : value.toISOString()
  if (Array.isArray(value)) return value.flatMap(each => storable(each) ?? [])
  if (isRecord(value))
    return Object.fromEntries(
      Object.entries(value as object).flatMap(([field, each]) => {
        const kept = storable(each)
        return kept === undefined ? [] : [[field, kept] as const]
      }),
    )
  const isScalar = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint'
  return isScalar || Number.isFinite(value) ? (value as MetadataValue) : undefined
}
