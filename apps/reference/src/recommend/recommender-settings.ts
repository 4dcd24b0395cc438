import type { RunSettings } from '../settings.ts'

/** How a recommender is trained. */
export interface RecommenderSettings extends RunSettings {
  /** Width of all vectors. */
  readonly width: number
  readonly seed: number
}

/** Not tuned: chosen so that a hundred thousand interactions take some minutes on two cores. */
export const recommenderSettings: RecommenderSettings = {
  width: 64,
  steps: 600,
  batchSize: 32,
  learningRate: 2e-3,
  seed: 0,
}
