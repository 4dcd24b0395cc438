import type { StoredDocument } from '../search-service.ts'
import type { TextKind } from '../search/search-text.ts'
import type { LeftOut } from './left-out.ts'

/** A pair to train on: a query, and the document or the text that answers it. */
export type TrainingPair =
  | { readonly query: string; readonly text: string }
  /** Of the document's text what follows `start`, with its title or without, so that the query is not in the answer. */
  | { readonly query: string; readonly document: string; readonly title: boolean; readonly start: number }

/** A query that no training sees, with the relevance of the documents that answer it. */
export interface TestQuery {
  readonly id: string
  readonly text: string
  readonly relevant: Readonly<Record<string, number>>
  /**
   * It is the beginning of the text of the one document that answers it, which goes on here: the query must not be
   * found in it. Default: it is not of the text.
   */
  readonly start?: number
}

/** What a source gives beside its documents. */
export interface PreparedTexts {
  readonly pairs: readonly TrainingPair[]
  readonly queries: readonly TestQuery[]
  /**
   * What the queries are judged against: documents as they are searched, or their texts without the titles, where the
   * titles are the queries.
   */
  readonly judged: 'documents' | 'bodies'
  /** What the source has and does not give. Default: nothing. */
  readonly leftOut?: readonly LeftOut[]
}

/** Something that documents are read from. */
export interface DocumentSource {
  readonly kind: TextKind
  /** Read to the end before `texts` is called. */
  documents(signal: AbortSignal): AsyncIterable<StoredDocument>
  texts(signal: AbortSignal): Promise<PreparedTexts>
}

/** Files of a workspace that hold what a source gave. */
export const preparedFiles = { pairs: 'pairs.jsonl', queries: 'test-queries.jsonl' } as const

/** The fact of the store that says what queries are judged against. */
export const judgedFact = 'judged'
