import type { Tensor } from '@towerkit/graph'
import type { RunTask } from './run-tasks.ts'
import { lossWeightName } from './weighed-task.ts'
import type { TrainedWeight } from './weights.ts'

/** The parameters of the losses as a run has trained them: by name, with several tasks by `task.parameter`. */
export function trainedLossParameters(
  tasks: readonly RunTask[],
  weights: readonly TrainedWeight[],
): Record<string, number | Tensor> {
  return Object.fromEntries(
    tasks.flatMap(task =>
      Object.keys(task.loss.parameters ?? {}).map(name => {
        const { shape, data } = weights.find(weight => weight.name === lossWeightName(task, name))!
        return [
          task.name === '' ? name : `${task.name}.${name}`,
          shape.length === 0 ? data[0]! : { dtype: 'float32' as const, shape, data },
        ]
      }),
    ),
  )
}
