import { requireKnownOptions, ShapeError } from '@towerkit/core'
import type { Side, Tower } from '@towerkit/graph'
import type { PromptedEncoder } from './prompted-encoder.ts'
import type { StaticEncoder } from './static/static-encoder-of.ts'
import type { TextEncoder } from './text-encoder-of.ts'
import { writeRouterFolder } from './folder/write-router-folder.ts'

/** An encoder that one side of an asymmetric one can be. */
export type SideEncoder = TextEncoder | StaticEncoder

/** An encoder for each side. */
export interface EncoderSides {
  readonly queries: SideEncoder
  readonly documents: SideEncoder
}

/** Two encoders of one vector space: one for queries, another one for documents. */
export interface AsymmetricEncoder extends PromptedEncoder {
  readonly queries: SideEncoder
  readonly documents: SideEncoder
  /**
   * The tower of the query encoder for the column `query` and what else stands on the side of queries, that of the
   * document encoder for every other column of texts.
   */
  tower(column: string, side?: Side): Tower<string>
  /** Writes a folder with a Router of sentence-transformers (5.1 and later), without ONNX models. */
  save(folder: string): Promise<void>
}

/**
 * One object from two encoders whose vectors are comparable, such as a distilled query tower and its teacher:
 * `encodeQueries` is by the one, `encodeDocuments`, `encode` and `encodeStream` by the other.
 *
 * @throws {ShapeError} if their vectors differ in length.
 *
 * @example
 * const encoder = asymmetricEncoder({ queries: student, documents: teacher })
 *
 * @see Router of sentence-transformers: https://sbert.net/docs/package_reference/sentence_transformer/models.html
 */
export function asymmetricEncoder(sides: EncoderSides): AsymmetricEncoder {
  const { queries, documents } = requireKnownOptions<EncoderSides>('asymmetricEncoder', sides, {
    queries: true,
    documents: true,
  })
  if (queries.dimensions !== documents.dimensions) {
    throw new ShapeError(
      `asymmetricEncoder: queries have ${queries.dimensions} dimensions, documents ${documents.dimensions}. Give ` +
        'two encoders of one vector space.',
      { queries: queries.dimensions, documents: documents.dimensions },
    )
  }
  const close = async () => void (await Promise.all([queries.close(), documents.close()]))
  return {
    queries,
    documents,
    close,
    dimensions: documents.dimensions,
    encode: documents.encode,
    encodeStream: documents.encodeStream,
    encodeQueries: queries.encodeQueries,
    encodeDocuments: documents.encodeDocuments,
    tower: (column, side = column === 'query' ? 'query' : 'document') =>
      (side === 'query' ? queries : documents).tower(column),
    save: folder => writeRouterFolder(folder, { query: queries.parts, document: documents.parts }),
    [Symbol.asyncDispose]: close,
  }
}
