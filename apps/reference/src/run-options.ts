import { rm } from 'node:fs/promises'
import { adamW, cosineSchedule, type RunOptions } from '@towerkit/training'
import type { RunSettings } from './settings.ts'
import type { TrainingContext } from './training-context.ts'

/** Which part of a stage a run is. */
interface RunPlace {
  readonly context: TrainingContext
  readonly seed: number
  /** Its checkpoints are in `<name>-checkpoints`. */
  readonly name: string
  /** Shares of the stage at which it begins and ends. */
  readonly from: number
  readonly to: number
}

/** What all runs of the app have alike: optimiser, schedule, checkpoints, progress, stop. */
export function runOptions(
  { batchSize, steps, learningRate }: RunSettings,
  { context: { workspace, progress, signal }, seed, name, from, to }: RunPlace,
): Omit<RunOptions, 'model'> {
  return {
    optimizer: adamW({ learningRate }),
    schedule: cosineSchedule({ warmUp: 0.1 }),
    batchSize,
    steps,
    seed,
    checkpoints: { folder: workspace.path(`${name}-checkpoints`), every: 25 },
    ...(signal && { signal }),
    onProgress: ({ step, loss, remainingMs }) =>
      progress.update(
        from + ((to - from) * step) / steps,
        `${name.replace('-', ' ')}: loss ${loss.toFixed(3)}, ${Math.round(remainingMs / 1000)} s left`,
      ),
  }
}

/** Removes the checkpoints of a run whose result is written. */
export async function finishedRun({ workspace }: TrainingContext, name: string): Promise<void> {
  await rm(workspace.path(`${name}-checkpoints`), { recursive: true, force: true })
}
