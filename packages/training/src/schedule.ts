import { ArgumentError, requireKnownOptions } from '@towerkit/core'

/** The factor of the learning rate at a step: `step` runs from 1 to `steps`. */
export type Schedule = (step: number, steps: number) => number

/** Options of the schedules. */
export interface ScheduleOptions {
  /** Steps over which the factor rises from 0 to 1; below 1 a share of all steps. Default 0. */
  readonly warmUp?: number
}

/** Warm-up, then 1. */
export function constantSchedule(options: ScheduleOptions = {}): Schedule {
  const { warmUp = 0 } = requireKnownOptions<ScheduleOptions>('constantSchedule', options, { warmUp: true })
  return withWarmUp(warmUp, () => 1)
}

/** Warm-up, then straight down to 0 after the last step. */
export function linearSchedule(options: ScheduleOptions = {}): Schedule {
  const { warmUp = 0 } = requireKnownOptions<ScheduleOptions>('linearSchedule', options, { warmUp: true })
  return withWarmUp(warmUp, progress => 1 - progress)
}

/**
 * Warm-up, then half a cosine down to 0 after the last step.
 *
 * @see Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017, equation 5 without restarts.
 */
export function cosineSchedule(options: ScheduleOptions = {}): Schedule {
  const { warmUp = 0 } = requireKnownOptions<ScheduleOptions>('cosineSchedule', options, { warmUp: true })
  return withWarmUp(warmUp, progress => 0.5 * (1 + Math.cos(Math.PI * progress)))
}

function withWarmUp(warmUp: number, after: (progress: number) => number): Schedule {
  if (!(warmUp >= 0 && Number.isFinite(warmUp)))
    throw new ArgumentError(`schedule: warmUp is ${warmUp}. Give a number of steps, or a share below 1.`, { warmUp })
  return (step, steps) => {
    const rising = warmUp < 1 ? Math.floor(warmUp * steps) : warmUp
    if (step <= rising) return step / rising
    // The last step still learns: the factor would be 0 one step later.
    return after((step - 1 - rising) / Math.max(1, steps - rising))
  }
}
