import { ArgumentError, requireInputs, type Vectors } from '@towerkit/core'
import type { Document, ServeOptions } from './serve-options.ts'

/** Predicts each query with each document. @returns [queries, documents] */
export async function scoreDocuments(
  { queries, documents }: { readonly queries: readonly string[]; readonly documents: readonly Document[] },
  {
    predict,
    dimensions,
    ...options
  }: ServeOptions & {
    readonly predict: (tuples: readonly (readonly string[])[], options: ServeOptions) => Promise<Vectors>
    /** Numbers that the head gives. */
    readonly dimensions: number
  },
): Promise<Vectors> {
  if (dimensions !== 1)
    throw new ArgumentError(
      `score: the head gives ${dimensions} numbers for an input. Use predict, or a head 'score' or 'similarity'.`,
      { dimensions },
    )
  requireInputs('score', queries, 'queries')
  requireInputs('score', documents, 'documents')
  const { data } = await predict(
    queries.flatMap(query => documents.map(document => [query].concat(document))),
    options,
  )
  return { data, count: queries.length, dimensions: documents.length }
}
