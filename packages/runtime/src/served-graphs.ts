import { threadBudget, type ThreadBudget } from './thread-budget.ts'

/** Several graphs of one set of weights. */
export interface ServedGraphs<Name extends string, Runner> extends AsyncDisposable {
  /**
   * The session or pool of a graph, opened by the first call and kept for the next ones. An opening that failed is
   * tried again by the next call.
   *
   * @throws what opening throws.
   */
  open(name: Name): Promise<Runner>
  /** Closes all graphs: call it after the weights change. The next `open` makes them of the new weights. */
  renew(): Promise<void>
  /** Closes all graphs. */
  close(): Promise<void>
}

/** How `servedGraphs` shares threads. */
export interface ServedGraphsOptions {
  /** Threads of all graphs together. Default: the cores of the machine. */
  readonly threads?: number | undefined
}

/**
 * Serves several graphs of one set of weights: each is opened when it is first needed and dropped when the weights
 * change.
 *
 * @param openGraph Makes a session or a pool of the present weights. Pools get the budget as their `budget`.
 *
 * @example
 * const graphs = servedGraphs((name: 'query' | 'document', budget) =>
 *   createSessionPool(modelOf(name, weights), { budget }),
 * )
 * const pool = await graphs.open('query')
 */
export function servedGraphs<Name extends string, Runner extends { close(): Promise<void> }>(
  openGraph: (name: Name, budget: ThreadBudget) => Promise<Runner>,
  { threads }: ServedGraphsOptions = {},
): ServedGraphs<Name, Runner> {
  const budget = threadBudget(threads)
  const openings = new Map<Name, Promise<Runner>>()

  const start = (name: Name): Promise<Runner> => {
    const opening = openGraph(name, budget)
    openings.set(name, opening)
    opening.catch(() => {
      if (openings.get(name) === opening) openings.delete(name)
    })
    return opening
  }
  const open = async (name: Name): Promise<Runner> => {
    for (;;) {
      const opening = openings.get(name) ?? start(name)
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
