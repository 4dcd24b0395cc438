import { availableParallelism } from 'node:os'
import { ArgumentError } from '@towerkit/core'

/** One pool's share of a budget. */
export interface BudgetShare {
  /** Whether a run may start now. If it may not, `onFree` is called when it is worth asking again. */
  start(): boolean
  /** A run that was started has ended. */
  finish(): void
}

/** Threads that several pools use together. */
export interface ThreadBudget {
  readonly threads: number
  /**
   * A pool joins.
   *
   * @param threads Threads of one of its runs.
   * @param onFree Called when threads come free after a run of this pool had to wait.
   */
  share(threads: number, onFree: () => void): BudgetShare
}

/**
 * A budget of threads for several session pools. Each pool may always have one run under way, so that none waits for
 * another one's queue; further runs start only while all runs under way use fewer threads than the budget.
 *
 * @param threads At least 1. Default: the cores of the machine.
 * @throws {ArgumentError} if threads is no whole number of at least 1.
 *
 * @example
 * const budget = threadBudget(4)
 * const queries = await createSessionPool('queries.onnx', { workers: 2, budget })
 * const documents = await createSessionPool('documents.onnx', { workers: 4, budget })
 */
export function threadBudget(threads = availableParallelism()): ThreadBudget {
  if (!Number.isInteger(threads) || threads < 1)
    throw new ArgumentError(`threadBudget: threads is ${threads}, expected a whole number of at least 1.`, { threads })
  let used = 0
  const waiting = new Set<() => void>()
  return {
    threads,
    share(threadsOfRun, onFree) {
      let running = 0
      return {
        start() {
          if (running > 0 && used + threadsOfRun > threads) {
            waiting.add(onFree)
            return false
          }
          running++
          used += threadsOfRun
          return true
        },
        finish() {
          running--
          used -= threadsOfRun
          const woken = [...waiting]
          waiting.clear()
          for (const wake of woken) wake()
        },
      }
    },
  }
}
