import { ArgumentError, requireInputs, requireKnownOptions } from '@towerkit/core'
import type { Loss } from '@towerkit/graph'
import type { Example } from './example.ts'
import type { Sampler } from './sampler.ts'
import { shuffledSampler } from './shuffled-sampler.ts'
import { streamSampler } from './stream-sampler.ts'
import { taskColumns, type TaskColumns } from './task-columns.ts'
import type { TrainingData, TrainingTask, TrainOptions } from './train-options.ts'

/** A task of a run, with its data as a sampler and the towers of its columns. */
export interface RunTask {
  /** '' for the only task of a run that has no name. */
  readonly name: string
  readonly loss: Loss
  readonly weight: number
  readonly sampler: Sampler
  readonly columns: TaskColumns
}

/**
 * The tasks of a run.
 *
 * @throws {ArgumentError} if there is not either data with a loss or tasks, or a task has no name of its own.
 */
export function runTasks(
  options: TrainOptions,
  {
    batchSize,
    seed,
    onWarning,
  }: { readonly batchSize: number; readonly seed: number; onWarning(message: string): void },
): RunTask[] {
  const { model, prompts = true, tasks, data, loss } = options
  if (tasks ? data !== undefined || loss !== undefined || tasks.length === 0 : !data || !loss)
    throw new ArgumentError('train: give either data and loss, or at least one task with both.')
  const named = tasks ?? [{ name: '', data: data!, loss: loss! }]
  for (const { name, ...task } of tasks ?? []) {
    requireKnownOptions<Omit<TrainingTask, 'name'>>(`train.tasks "${name}"`, task, {
      data: true,
      loss: true,
      weight: true,
      batchSize: true,
    })
    if (!/^[^.]+$/.test(name) || named.filter(each => each.name === name).length > 1)
      throw new ArgumentError(`train: a task is called "${name}". Give each a name of its own, without dots.`, { name })
  }
  return named.map((task, i) => {
    const { name, weight = 1 } = task
    const size = task.batchSize ?? batchSize
    if (Array.isArray(task.data) && task.data.length > 0 && task.data.length < size)
      onWarning(
        `train: ${name && `the task "${name}" has `}${task.data.length} examples${name ? '' : ' are given'} for ` +
          `batches of ${size}. Each batch holds all of them; give more examples, or a batchSize of at most ` +
          `${task.data.length}.`,
      )
    return {
      name,
      loss: task.loss,
      weight,
      // A task's order does not depend on the tasks before it being there.
      sampler: samplerOf(task.data, size, seed + i),
      columns: taskColumns(model, task.loss, { prompts, ...(tasks && { task: name }) }),
    }
  })
}

const samplerOf = (data: TrainingData, batchSize: number, seed: number): Sampler => {
  if (typeof data === 'object' && 'next' in data && 'restore' in data) return data
  requireInputs('train', data, 'examples')
  return Array.isArray(data)
    ? shuffledSampler(data as readonly Example[], { batchSize, seed })
    : streamSampler(data as Iterable<Example>, { batchSize })
}
