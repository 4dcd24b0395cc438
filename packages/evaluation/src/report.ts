/**
 * What `evaluate` found. Plain data: `JSON.parse(JSON.stringify(report))` is the same report, but for NaN, the value of
 * a query for which a measure has none (only Accuracy), which JSON has as null.
 */
export interface Report<Name extends string = string> {
  /** Ids of the judged queries. */
  readonly queries: readonly string[]
  /** Measure -> mean over all judged queries that have a value; of counts (NumQ, NumRel, NumRet) the sum. */
  readonly mean: Readonly<Record<Name, number>>
  /** Measure -> its value for each query, in the order of `queries`. */
  readonly perQuery: Readonly<Record<Name, readonly number[]>>
}
