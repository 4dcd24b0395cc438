/** A user had an item at some time. */
export interface Interaction {
  readonly user: string
  readonly item: string
  /** As the data counts it, from 0, in double precision; dates are seconds since 1970. */
  readonly time: number
  /** What happened, such as 'view' or 'purchase'; only where the data says so. */
  readonly type?: string
  /** How much, such as a rating; only where the data says so. */
  readonly value?: number
}

/** A user's items in the order in which they were had, where the data has no times. */
export interface InteractionSequence {
  readonly user: string
  readonly items: readonly string[]
}
