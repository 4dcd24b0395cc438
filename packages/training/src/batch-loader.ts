import type { Example } from './example.ts'
import type { GradientStep } from './gradients.ts'
import type { RunTask } from './run-tasks.ts'
import type { SamplerState } from './sampler.ts'
import { weightedDraws } from './weighted-draws.ts'

/** A batch that is ready for its step. */
export interface LoadedBatch {
  readonly task: RunTask
  readonly examples: readonly Example[]
  readonly prepared: unknown
  /** The position after it. */
  readonly state: SamplerState
}

/** Batches of the tasks of a run; one batch is made ready while the one before it is used. */
export interface BatchLoader extends AsyncDisposable {
  next(): Promise<LoadedBatch>
  restore(state: SamplerState): Promise<void>
  describe(): Promise<unknown>
}

/** Options of `batchLoader`. */
export interface BatchLoaderOptions {
  /** Batches of one task in a row: those of a step. */
  readonly accumulate: number
  readonly seed: number
  readonly stepOf: (task: RunTask) => GradientStep<unknown>
  readonly onBatch: (task: RunTask, examples: readonly Example[]) => void
}

/**
 * Draws batches and prepares their items. A batch is drawn ahead only if some tower prepares items, and no sampler
 * looks at the weights.
 */
export function batchLoader(
  tasks: readonly RunTask[],
  { accumulate, seed, stepOf, onBatch }: BatchLoaderOptions,
): BatchLoader {
  const draws = weightedDraws('train', tasks, { seed })
  const stop = new AbortController()
  const isAhead =
    !draws.readsModel && tasks.some(({ columns }) => columns.encoded.some(({ tower }) => tower.prepare !== undefined))
  let place = 0
  let source: string | undefined
  let following: Promise<LoadedBatch> | undefined

  const load = async (): Promise<LoadedBatch> => {
    const drawn = await draws.next(place % accumulate === 0 ? undefined : source)
    place++
    source = drawn.source
    const task = tasks.find(({ name }) => name === drawn.source)!
    onBatch(task, drawn.examples)
    const prepared = await stepOf(task).prepare(drawn.examples, stop.signal)
    return { task, examples: drawn.examples, prepared, state: drawn.state }
  }
  return {
    async next() {
      const batch = await (following ?? load())
      following = undefined
      if (isAhead) {
        following = load()
        // Its error is thrown when the batch's turn comes.
        following.catch(() => {})
      }
      return batch
    },
    restore: draws.restore,
    describe: draws.describe,
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('The run has ended.'))
      await following?.catch(() => {})
    },
  }
}
