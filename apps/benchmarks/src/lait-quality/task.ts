import type { LaitHead, LaitPooling } from '@towerkit/lait-encoder'
import type { Loss } from '@towerkit/graph'

/** Items of a split, and what is measured on them. */
export interface Split {
  readonly tuples: readonly (readonly string[])[]
  /**
   * Items that are drawn together when items are drawn anew: pairs, or all candidates of a query. Places in `tuples`.
   */
  readonly groups: readonly (readonly number[])[]
  /** The measure over some groups, which may come more than once; `outputs` has `dimensions` numbers for each tuple. */
  measure(outputs: Float32Array, groups: readonly number[]): number
}

/** One of the tasks of the quality benchmark. */
export interface Task {
  readonly name: string
  readonly metric: string
  readonly head: LaitHead
  readonly pooling?: LaitPooling
  /** Tokens of a segment. */
  readonly maxLength: number
  readonly batchSize: number
  readonly steps: number
  readonly learningRate: number
  /** Factor of the learning rate for weights of the head that start at random. */
  readonly headFactor?: number
  readonly loss: Loss
  /** Of the loss, where it is one of lists. */
  readonly temperature?: number
  /** One column is of segments, or lists of them. */
  readonly examples: readonly Readonly<Record<string, unknown>>[]
  readonly dev: Split
  readonly test: Split
}

/** The first numbers of a random order, the same for everyone. */
export function sampled<Item>(items: readonly Item[], count: number, random: () => number): Item[] {
  return items
    .map(item => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ item }) => item)
}
