import type { ListProperties } from './list-properties.ts'

/** What a row got with a seed on the test events: a line of the results. */
export interface RowResult {
  readonly row: string
  /** What was changed of the row's settings, as JSON; '' for nothing. */
  readonly change: string
  readonly seed: number
  readonly seconds: number
  readonly steps: number
  readonly best: number
  readonly validation: Readonly<Record<string, number>>
  /** Missing while settings are chosen: the test events are then not looked at. */
  readonly first?: StageResult
  /** In the ranker's order; missing without a ranker. */
  readonly final?: StageResult
}

/** The places of the targets, in the order of the split, and what the lists are like. */
export interface StageResult extends ListProperties {
  readonly places: readonly number[]
}
