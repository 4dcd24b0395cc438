/** Everything that one may want to change about the demo's models and their training. */
export interface DemoSettings {
  /** Rows of the word table. */
  readonly vocabularySize: number
  /** Longest query and longest document, in tokens. */
  readonly queryLength: number
  readonly documentLength: number
  /** Length of all embeddings. */
  readonly dimensions: number
  readonly teacher: TowerSettings
  readonly student: TowerSettings
  readonly temperature: number
  readonly seed: number
}

/** Size of one kind of tower, and its training. */
export interface TowerSettings {
  readonly layers: number
  readonly width: number
  readonly heads: number
  readonly batchSize: number
  readonly steps: number
  readonly learningRate: number
}

/**
 * For two cores and under four minutes in all. The teacher's were chosen among nine settings by nDCG@10 on the development modules and
 * their time; the student's are the first that worked.
 */
export const demoSettings: DemoSettings = {
  vocabularySize: 8192,
  queryLength: 56,
  documentLength: 32,
  dimensions: 256,
  teacher: { layers: 1, width: 256, heads: 4, batchSize: 128, steps: 200, learningRate: 1.2e-3 },
  student: { layers: 0, width: 256, heads: 4, batchSize: 256, steps: 250, learningRate: 2e-3 },
  temperature: 0.08,
  seed: 1,
}
