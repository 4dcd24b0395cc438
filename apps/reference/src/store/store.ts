import type { PassageRange } from '@towerkit/retrieval'
import type { StoredDocument } from '../search-service.ts'
import type { NumberedDocument } from './document-row.ts'
import type { SessionEvent } from './session-events.ts'

/** A document to store, cut into passages, with their vectors if a tower has made them. */
export interface NewDocument {
  readonly document: StoredDocument
  readonly passages: readonly PassageRange[]
  /** One row a passage, row-major, and the digest of the document tower that made them. */
  readonly vectors?: ModelVectors | undefined
}

/** Vectors, and whose they are. */
export interface ModelVectors {
  readonly model: string
  readonly data: Float32Array
}

/** Numbers of a stored document, and of the one that it replaced. */
export interface StoredNumbers {
  readonly number: number
  readonly replaced?: number
}

/** A change: documents to put, each in place of an older one with its id, or ids to remove. */
export type StoreChange =
  | {
      readonly put: readonly NewDocument[]
      /** The number, from 1, of the source that they come from and can be read from again. Default: none. */
      readonly source?: number
    }
  | { readonly remove: readonly string[] }

/** What the log has after some entry: documents that came, went or both, and the number of the last entry. */
export interface LoggedChanges {
  readonly through: number
  readonly documents: readonly number[]
}

/** The document of a row of vectors, and the vectors of its passages, row-major. */
export interface DocumentVectors {
  readonly number: number
  readonly vectors: Float32Array
}

/** What of the documents is read. */
export interface DocumentSelection {
  readonly after?: number
  /** Only those without vectors of this model. */
  readonly withoutVectorsOf?: string
  readonly limit?: number
}

/**
 * Documents with their passages and vectors in one SQLite file. Each call that changes something is one transaction, on
 * disk when it returns.
 */
export interface Store extends Disposable {
  readonly path: string
  /** @param model Whose vectors are counted as `encoded` documents. Default: the model that answers. */
  counts(model?: string): { readonly documents: number; readonly passages: number; readonly encoded: number }
  /**
   * Names the state: another one after everything that changed something, also of other processes, and never one that
   * was there before.
   */
  generation(): string
  /** Number of the last entry of the log of documents that came or went. */
  lastChange(): number
  /** Another number after other processes have changed something; cheap, and the same after changes of this store. */
  othersChanges(): number
  /** What came and went after an entry of the log; undefined if the log no longer reaches back to it. */
  changesSince(number: number): LoggedChanges | undefined
  /** A small text that is kept with the documents. */
  fact(name: string): string | undefined
  setFact(name: string, value: string): void
  /**
   * Does changes in their order, all or none. @returns for each the numbers of the documents that it put, or of those
   * that were there and went.
   */
  change(changes: readonly StoreChange[]): StoredNumbers[][]
  document(id: string): NumberedDocument | undefined
  numbered(number: number): NumberedDocument | undefined
  /** All of them, in the order in which they were stored. */
  documents(selection?: DocumentSelection): Iterable<NumberedDocument>
  /** Ids in their order, from the one after `after`. @param options.prefix Only ids that begin so. */
  ids(options: { readonly after?: string; readonly prefix?: string; readonly limit: number }): string[]
  /** The ids of all documents that come from a source, with its number. */
  preparedIds(): Map<string, number>
  /** The number of passages of each document. */
  passageCounts(): Map<number, number>
  /** Replaces the vectors that a model made of documents. Those that are gone by now are passed over. */
  setVectors(model: string, vectors: readonly DocumentVectors[]): void
  vectors(model: string): Iterable<DocumentVectors>
  vectorsOf(model: string, number: number): Float32Array | undefined
  /**
   * Lets a model answer from now on, if it has vectors of all documents, and forgets those of other models.
   * @returns whether it has.
   */
  adoptModel(model: string): boolean
  /** Forgets all vectors: another model is to make them. */
  clearVectors(): void
  /** Keeps events, all or none. @returns for each whether it is new: an item at a time is one event of a session. */
  addEvents(events: readonly SessionEvent[]): boolean[]
  /** Items of a session's latest 100,000 events, the latest last; those of one time in the order in which they came. */
  sessionItems(session: string): string[]
  /** The store as it is now, unchanged until it is closed, for reading only. */
  snapshot(): Store
  close(): void
}

/** The fact that names the document tower whose vectors answer. */
export const vectorModelFact = 'vector-model'
