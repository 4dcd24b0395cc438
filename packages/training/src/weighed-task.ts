import type { Loss } from '@towerkit/graph'
import type { TaskColumns } from './task-columns.ts'

/** A loss of a run, with the name that its parameters have. */
export interface WeighedTask {
  readonly name: string
  readonly loss: Loss
  readonly columns: TaskColumns
}

/** The name of a loss's parameter among all weights of a run. */
export function lossWeightName(task: Pick<WeighedTask, 'name'>, parameter: string): string {
  return task.name === '' ? `loss.${parameter}` : `loss.${task.name}.${parameter}`
}
