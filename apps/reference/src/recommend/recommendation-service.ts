import type { Metadata, Where } from '@towerkit/core'
import type { Recommendation, Recommendations } from '@towerkit/generate-rank'

/** A question to the service. */
export interface RecommendationRequest {
  /** Items of the user, the latest last. Of any length. Default: those of the session. */
  readonly history?: readonly string[]
  /** In place of a history: the session whose events are it. One without events is that of a stranger. */
  readonly session?: string
  /** From 1 to 1,000; default 20. */
  readonly limit?: number
  /** Only items whose metadata fulfil it; `title` is one of the fields. */
  readonly where?: Where
  /** Items that are not recommended. */
  readonly exclude?: readonly string[]
  /** Whether items of the history may be recommended. Default false. */
  readonly includeSeen?: boolean
  /** Whether the answer says which items of the history its ranker read most. Default false. */
  readonly explain?: boolean
  readonly signal?: AbortSignal
}

/** A recommended item, with its title. */
export interface RecommendedItem extends Omit<Recommendation, 'because'> {
  readonly title: string
  /** Items of the history that the ranker read most, if the request wants them. Their weights sum to at most 1. */
  readonly because?: readonly { readonly item: string; readonly title: string; readonly weight: number }[]
}

/** An answer, best first. */
export interface RecommendationAnswer extends Omit<Recommendations, 'items' | 'milliseconds'> {
  readonly items: readonly RecommendedItem[]
  /** Whether the ranker ordered it. */
  readonly ranked: boolean
  readonly milliseconds: Recommendations['milliseconds'] & { readonly total: number }
}

/** An item: its lists are categories, and all its fields can be filtered by. */
export type ItemToSet = Metadata & { readonly id: string; readonly title?: string }

/** An item as it is stored. */
export interface StoredItem {
  readonly id: string
  readonly title: string
  readonly metadata: Metadata
}

/** Somebody had an item. */
export interface EventToAdd {
  readonly item: string
  /** Seconds since 1970, not in the future. Default: now. */
  readonly time?: number
}

/** What is there. */
export interface RecommendationStatus {
  readonly items: number
  /** Whether the ranker orders answers: the evaluation found that it helps. */
  readonly ranked: boolean
  /** Width of the vectors. */
  readonly dimensions: number
  /** Values that the model knows of each field that is a list. */
  readonly categories: Readonly<Record<string, readonly string[]>>
}

/** Recommendations from a workspace. What changes is on disk, and in the next answer, when the promise resolves. */
export interface RecommendationService extends AsyncDisposable {
  recommend(request: RecommendationRequest): Promise<RecommendationAnswer>
  /** Adds an item, or replaces what is known of it. @returns whether it was there. */
  setItem(item: ItemToSet): Promise<boolean>
  /** @returns whether it was there. */
  removeItem(id: string): Promise<boolean>
  item(id: string): Promise<StoredItem | undefined>
  /** Items whose titles have words of the query, the last of which may be the beginning of one; the popular first. */
  findItems(query: string, limit: number): Promise<StoredItem[]>
  /**
   * Adds events to a session. An item that was had at a time is one event, however often it is sent.
   * @returns how many were new.
   */
  addEvents(session: string, events: readonly EventToAdd[]): Promise<number>
  readonly size: number
  status(): RecommendationStatus
  close(): Promise<void>
}
