/** The events of one user in the order of their times, as it is trained on. */
export interface Sequence {
  /** Rows of the items; the last one is a target. At least 2. */
  readonly items: ArrayLike<number>
  /** Types of the events, from 0. Default: all 0. */
  readonly types?: ArrayLike<number>
  /** How many of the latest events are targets, if each event is one. Default: all that the generator reads. */
  readonly targets?: number
}

/** What is known of the items that have a row, besides their rows. */
export interface ItemSource {
  /** Number of items. */
  readonly count: number
  /** How often each item is a target in training, for what is drawn and for logQ. */
  readonly frequencies: ArrayLike<number>
  /** Numbers of the categories of an item, from 1 up. */
  categoriesOf?(row: number): readonly number[]
  /** What describes an item. */
  featuresOf?(row: number): ArrayLike<number>
}
