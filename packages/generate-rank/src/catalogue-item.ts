import type { Metadata } from '@towerkit/core'
import type { DescribedItem } from './recommender-server.ts'

/** An item of a catalogue. */
export interface CatalogueItem extends DescribedItem {
  readonly id: string
  /** What requests may filter by, and what answers may carry. */
  readonly metadata?: Metadata
}
