import type { BatchLoader } from './batch-loader.ts'
import { restoreCheckpoint } from './checkpoint.ts'
import type { EvaluationHistory } from './evaluation.ts'
import type { FinishedStep } from './run-store.ts'
import type { RunSettings } from './run-settings.ts'
import type { StoredPart } from './stored-part.ts'

/** Options of `resumeRun`. */
export interface ResumeOptions {
  /** Folder of the checkpoints; undefined if none are stored. */
  readonly folder: string | undefined
  readonly run: RunSettings
  readonly parts: readonly StoredPart[]
  readonly evaluations: EvaluationHistory
  readonly loader: BatchLoader
  /** Steps of the whole run. */
  readonly steps: number
  onWarning(message: string): void
}

/**
 * Brings a run to its last checkpoint, if there is one.
 *
 * @returns the last finished step, 0 at the start.
 * @throws as `restoreCheckpoint` does.
 */
export async function resumeRun({
  folder,
  run,
  parts,
  evaluations,
  loader,
  steps,
  onWarning,
}: ResumeOptions): Promise<FinishedStep & { readonly isResumed: boolean }> {
  const position = folder === undefined ? undefined : await restoreCheckpoint(parts, { folder, run, onWarning })
  if (!position) return { step: 0, sampler: {}, isResumed: false }
  const { step, sampler } = position
  await loader.restore(sampler)
  evaluations.restoreHistory(position.evaluations)
  if (step >= steps || evaluations.hasStopped())
    onWarning(
      `train: the run is finished: the checkpoint in "${folder}" is of step ${step} of ${steps}, and nothing is left ` +
        'to do. To train more, use another folder.',
    )
  return { step, sampler, isResumed: true }
}
