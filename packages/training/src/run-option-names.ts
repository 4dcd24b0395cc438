import type { RunOptions } from './train-options.ts'

/** Every option of a run besides its model and data: what `train` and the functions that call it have in common. */
export const runOptionNames: Readonly<Record<Exclude<keyof RunOptions, 'model'>, true>> = {
  optimizer: true,
  steps: true,
  batchSize: true,
  schedule: true,
  clipNorm: true,
  accumulate: true,
  chunkSize: true,
  seed: true,
  prompts: true,
  preparedAtOnce: true,
  termNorms: true,
  freeze: true,
  learningRates: true,
  average: true,
  evaluation: true,
  checkpoints: true,
  onProgress: true,
  onWarning: true,
  signal: true,
  session: true,
}
