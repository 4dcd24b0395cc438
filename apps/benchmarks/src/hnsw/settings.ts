/** What every engine of the HNSW benchmark is given. */
export interface HnswSettings {
  readonly rows: string
  readonly queries: string
  readonly dimensions: number
  readonly connectivity: number
  readonly expansionAdd: number
  readonly limit: number
  /** Where the graphs are kept, and found by the next run. */
  readonly folder: string
}

/** Answers all queries with a search expansion. */
export type Search = (expansion: number) => Promise<{ readonly ms: number; readonly ids: number[][] }>
