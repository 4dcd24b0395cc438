import type { StepResult } from './take-step.ts'
import type { TrainingProgress } from './train-options.ts'

/** Steps without any gradient, from the start of a run, after which it is said. */
const stepsBeforeWarning = 3

/** Options of `progressWatch`. */
export interface ProgressWatchOptions {
  readonly steps: number
  /** The step that the run starts from. */
  readonly first: number
  readonly onProgress: ((progress: TrainingProgress) => void) | undefined
  onWarning(message: string): void
}

/** Reports the steps of a run, and warns if the model does not learn. */
export function progressWatch({ steps, first, onProgress, onWarning }: ProgressWatchOptions) {
  const startedAt = performance.now()
  let examples = 0
  let isMoving = false
  return {
    /** Takes note of a step. */
    took(step: number, learningRate: number, result: StepResult): void {
      const { sampler: _, examples: count, termNorms, ...numbers } = result
      examples += count
      isMoving ||= numbers.gradientNorm > 0
      if (!isMoving && step === Math.min(first + stepsBeforeWarning, steps))
        onWarning(
          `train: the gradient was exactly 0 in all ${step - first} steps so far (loss ${numbers.loss}, ${count} ` +
            'examples in the last): nothing is learnt. A loss that compares the examples of a batch needs at least ' +
            'two that differ, or negatives.',
        )
      const elapsedMs = performance.now() - startedAt
      onProgress?.({
        ...numbers,
        ...(termNorms && { termNorms }),
        step,
        steps,
        learningRate,
        examplesPerSecond: (examples / elapsedMs) * 1000,
        remainingMs: (elapsedMs / (step - first)) * (steps - step),
      })
    },
  }
}
