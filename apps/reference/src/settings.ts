/** Everything that one may want to change about the demo's models and their training. */
export interface DemoSettings {
  /** Rows of the word table. */
  readonly vocabularySize: number
  /** Longest query and longest document, in tokens. */
  readonly maxLength: number
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

/** Chosen on the development modules for two cores and under four minutes in all. */
export const demoSettings: DemoSettings = {
  vocabularySize: 8192,
  maxLength: 64,
  dimensions: 256,
  teacher: { layers: 2, width: 256, heads: 4, batchSize: 128, steps: 60, learningRate: 1e-3 },
  student: { layers: 1, width: 128, heads: 4, batchSize: 256, steps: 60, learningRate: 2e-3 },
  temperature: 0.05,
  seed: 1,
}
