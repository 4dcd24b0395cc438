/** What `evaluate` found. Plain data: `JSON.parse(JSON.stringify(report))` is the same report. */
export interface Report<Name extends string = string> {
  /** Ids of the judged queries. */
  readonly queries: readonly string[]
  /** Measure -> mean over all judged queries. */
  readonly mean: Readonly<Record<Name, number>>
  /** Measure -> its value for each query, in the order of `queries`. */
  readonly perQuery: Readonly<Record<Name, readonly number[]>>
}
