import { availableParallelism } from 'node:os'
import { ArgumentError } from '@towerkit/core'
import type { SessionOptions } from './session-options.ts'
import type { ThreadBudget } from './thread-budget.ts'

/** How a pool runs its graph: the options of a session, and these. */
export interface SessionPoolOptions extends SessionOptions {
  /** Worker threads, each with a session and its weights. Default 1: all cores work on one run after the other. */
  readonly workers?: number
  /** Threads within one operation of one worker. Default: the cores of the machine divided by the workers. */
  readonly threads?: number
  /** Maximum number of queued runs besides those under way, at least 1. Default 256. */
  readonly maxQueue?: number
  /** Threads shared with other pools; see `threadBudget`. Default: this pool's own. */
  readonly budget?: ThreadBudget
}

/** @throws {ArgumentError} if a number is out of range. */
export function checkPoolOptions(numbers: { readonly workers: number; readonly maxQueue: number }): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ArgumentError(`createSessionPool: ${name} is ${value}, expected a whole number of at least 1.`, {
        [name]: value,
      })
    }
  }
}

/** Threads of each worker, if the caller has not said. */
export function threadsOfWorker(workers: number, budget: ThreadBudget | undefined): number {
  return Math.max(1, Math.floor((budget?.threads ?? availableParallelism()) / workers))
}
