import type { Metadata, Where } from '@towerkit/core'

export type { Metadata, Where }

/** A document as it was taken in. */
export interface StoredDocument {
  /** Unique; a document that comes again replaces the one before. */
  readonly id: string
  readonly title: string
  readonly text: string
  readonly metadata?: Metadata
}

/** What answers: words (BM25), vectors, or both, fused. */
export type SearchMode = 'hybrid' | 'dense' | 'lexical'

/** A question to the service. */
export interface SearchRequest {
  readonly query: string
  /** Default 10. */
  readonly limit?: number
  /** Hits that are passed over: those of the pages before. Default 0. */
  readonly offset?: number
  /** Default: the service's, see `ServiceStatus.mode`. */
  readonly mode?: SearchMode
  /** Only documents whose metadata fulfil it: `{ language: 'en', year: { from: 2020 } }`. Default: all. */
  readonly where?: Where
  /** Reorders the candidates with the service's reranker, where it has one. Default false. */
  readonly rerank?: boolean
  /**
   * Whether `"words in quotes"` must stand so in a document, and documents with a `-word` or `-"words in quotes"` are
   * left out, in every mode. Default true.
   */
  readonly operators?: boolean
  /** Whether the last word may be the beginning of one, as while somebody types. Default false. */
  readonly prefix?: boolean
  /** Whether a word of five letters or more that no document has may be mistyped. Default true. */
  readonly typos?: boolean
  readonly signal?: AbortSignal
}

/** A document that answers, with the passage that does. */
export interface SearchHit {
  readonly id: string
  readonly title: string
  /** The passage of the text that matched best. */
  readonly passage: string
  /** Higher is better; comparable within one answer only. */
  readonly score: number
  readonly metadata: Metadata
  /** Places in the two rankings, from 1; absent where the document is not in one. */
  readonly ranks: { readonly lexical?: number; readonly dense?: number }
}

/** The answer, and where its time went. */
export interface SearchAnswer {
  readonly hits: readonly SearchHit[]
  readonly mode: SearchMode
  /** The query tower that answered: its name and size, such as 'student, 1 layer, 256'. Absent for 'lexical'. */
  readonly tower?: string
  readonly milliseconds: {
    readonly encode: number
    readonly search: number
    readonly rerank: number
    readonly total: number
  }
}

/** How long reranking takes with what the reranker keeps of passages, and with nothing kept. */
export interface RerankingComparison {
  readonly passages: number
  readonly keptMs: number
  readonly freshMs: number
}

/** What is there. */
export interface ServiceStatus {
  readonly documents: number
  readonly passages: number
  /** False while no trained tower is there: then only 'lexical' answers. */
  readonly dense: boolean
  /** What answers requests that do not say. */
  readonly mode: SearchMode
  /** Weights of words and vectors when both are fused. Absent if they are equal. */
  readonly weights?: readonly [words: number, vectors: number]
  /** Why this mode: what the evaluation found, in words. Absent if nothing was evaluated. */
  readonly choice?: string
  /** Documents that can be found by words only, until their vectors are made. Absent if there are none. */
  readonly withoutVectors?: number
  readonly tower?: string
  readonly dimensions?: number
  /** Name of the reranker. Absent where there is none. */
  readonly reranker?: string
  /** Whether it keeps something of passages, so that `compareReranking` can be asked. Absent where there is none. */
  readonly keepsStates?: boolean
}

/** Which documents are listed. */
export interface DocumentListing {
  /** Only ids after this one: the last of the page before. Default: from the first. */
  readonly after?: string
  /** Only ids that begin so. Default: all. */
  readonly prefix?: string
  /** Default 100. */
  readonly limit?: number
}

/** A document in a list. */
export type ListedDocument = Omit<StoredDocument, 'text'>

/** Search over the documents of a workspace folder. All calls may overlap. */
export interface SearchService extends AsyncDisposable {
  search(request: SearchRequest): Promise<SearchAnswer>
  /**
   * Times the reranking of what a search finds with what is kept of passages, and without. It takes some times as long
   * as both: one at a time.
   *
   * @throws {UnsupportedError} if there is no reranker that keeps anything; {OverloadedError} while another comparison
   *   runs.
   */
  compareReranking(request: SearchRequest): Promise<RerankingComparison>
  /** Stored, encoded and findable when the promise resolves, and still there after a crash. */
  add(documents: readonly StoredDocument[]): Promise<{ readonly added: number; readonly replaced: number }>
  remove(ids: readonly string[]): Promise<number>
  document(id: string): Promise<StoredDocument | undefined>
  /** Documents without their texts, in the order of their ids. */
  documents(selection?: DocumentListing): Promise<ListedDocument[]>
  status(): ServiceStatus
  close(): Promise<void>
}
