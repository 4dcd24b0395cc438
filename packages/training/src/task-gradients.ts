import { cachedGradients } from './gradient-cache.ts'
import type { GradientStep } from './gradients.ts'
import { plainGradients, type GradientOptions } from './plain-gradients.ts'
import type { RunTask } from './run-tasks.ts'
import type { TrainedWeight } from './weights.ts'

/** The gradients of each task of a run. */
export interface TaskGradients extends AsyncDisposable {
  stepOf(task: RunTask): GradientStep<unknown>
}

/** Makes the gradients of each task, over whole batches or, with `chunkSize`, chunk by chunk. */
export function taskGradients(
  tasks: readonly RunTask[],
  weights: readonly TrainedWeight[],
  { chunkSize, ...options }: GradientOptions & { readonly chunkSize: number | undefined },
): TaskGradients {
  const steps = new Map(
    tasks.map(task => {
      const step: GradientStep<unknown> =
        chunkSize === undefined
          ? plainGradients(task, weights, options)
          : cachedGradients(task, weights, { ...options, chunkSize })
      return [task, step]
    }),
  )
  return {
    stepOf: task => steps.get(task)!,
    async [Symbol.asyncDispose]() {
      for (const step of steps.values()) await step[Symbol.asyncDispose]()
    },
  }
}
