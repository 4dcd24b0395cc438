import type { Metadata, Where } from '@towerkit/core'
import type { Recommendation, Recommendations } from '@towerkit/generate-rank'

/** A question to the service. */
export interface RecommendationRequest {
  /** Items of the user, the latest last. Of any length. */
  readonly history: readonly string[]
  /** Default 20. */
  readonly limit?: number
  /** Only items whose metadata fulfil it. */
  readonly where?: Where
  /** Items that are not recommended. */
  readonly exclude?: readonly string[]
  /** Whether items of the history may be recommended. Default false. */
  readonly includeSeen?: boolean
  readonly signal?: AbortSignal
}

/** A recommended item, with its title. */
export interface RecommendedItem extends Recommendation {
  readonly title: string
}

/** An answer, best first. */
export interface RecommendationAnswer extends Recommendations {
  readonly items: readonly RecommendedItem[]
  /** Whether the ranker ordered it. */
  readonly ranked: boolean
}

/** An item: its lists are categories, and all its fields can be filtered by. */
export type ItemToSet = Metadata & { readonly id: string; readonly title?: string }

/** Recommendations from a workspace. What changes is on disk, and in the next answer, when the promise resolves. */
export interface RecommendationService extends AsyncDisposable {
  recommend(request: RecommendationRequest): Promise<RecommendationAnswer>
  /** Adds an item, or replaces what is known of it. */
  setItem(item: ItemToSet): Promise<void>
  /** @returns whether it was there. */
  removeItem(id: string): Promise<boolean>
  readonly size: number
  close(): Promise<void>
}
