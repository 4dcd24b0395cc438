import { availableParallelism } from 'node:os'
import { requireKnownOptions } from '@towerkit/core'
import { poolOptionNames } from './session-option-names.ts'
import type { SessionPoolOptions } from './session-pool-options.ts'
import { threadBudget, type ThreadBudget } from './thread-budget.ts'

/** Several graphs of one set of weights. */
export interface ServedGraphs<Runner> extends AsyncDisposable {
  /**
   * The session or pool of a graph, opened by the first call of this name and kept for the next ones. An opening that
   * failed is tried again by the next call.
   *
   * @param openGraph Makes a session or a pool of the present weights. A pool takes the budget as its `budget`.
   * @throws what opening throws.
   */
  open(name: string, openGraph: (budget: ThreadBudget) => Promise<Runner>): Promise<Runner>
  /** Closes all graphs: call it after the weights change. The next `open` makes them of the new weights. */
  renew(): Promise<void>
  /** Closes all graphs. */
  close(): Promise<void>
}

/**
 * Serves several graphs of one set of weights: each is opened when it is first needed and dropped when the weights
 * change.
 *
 * @param options Those of the pools, of which `workers`, `threads` and `budget` count here. Default of the budget: what
 *   one of them may use by itself, at least the cores of the machine unless `threads` is given.
 * @throws {ArgumentError} if there is no option of a name.
 *
 * @example
 * const graphs = servedGraphs<SessionPool>()
 * const pool = await graphs.open('query', budget => createSessionPool(queryModel(weights), { budget }))
 */
export function servedGraphs<Runner extends { close(): Promise<void> }>(
  options: SessionPoolOptions = {},
): ServedGraphs<Runner> {
  const {
    workers = 1,
    threads,
    budget = threadBudget(budgetOf(workers, threads)),
  } = requireKnownOptions('servedGraphs', options, poolOptionNames)
  const openings = new Map<string, Promise<Runner>>()

  const start = (name: string, openGraph: (budget: ThreadBudget) => Promise<Runner>) => {
    const opening = openGraph(budget)
    openings.set(name, opening)
    opening.catch(() => {
      if (openings.get(name) === opening) openings.delete(name)
    })
    return opening
  }
  const open: ServedGraphs<Runner>['open'] = async (name, openGraph) => {
    for (;;) {
      const opening = openings.get(name) ?? start(name, openGraph)
      const runner = await opening
      // The weights may have changed while it was opened: then it has the old ones, and is being closed.
      if (openings.get(name) === opening) return runner
    }
  }
  const renew = async () => {
    const opened = [...openings.values()]
    openings.clear()
    await Promise.all(
      opened.map(async opening => {
        // Who opened it was told of a failure.
        const runner = await opening.catch(() => undefined)
        await runner?.close()
      }),
    )
  }
  return { open, renew, close: renew, [Symbol.asyncDispose]: renew }
}

function budgetOf(workers: number, threads: number | undefined): number {
  return threads === undefined ? Math.max(workers, availableParallelism()) : workers * threads
}
