import type { RecommenderTraining } from '@towerkit/generate-rank'
import type { Tensor } from '@towerkit/graph'

/**
 * A control: the auxiliary candidates of each sequence, its target among them, read the history of the next sequence of
 * the batch. What a model gains in this way is not because its candidates read the history they belong to.
 */
export function otherHistories(model: RecommenderTraining['model']): RecommenderTraining['model'] {
  const tower = model.tower('sequence')
  const control = tower && {
    ...tower,
    collate: (...given: Parameters<typeof tower.collate>) => {
      const tensors = tower.collate(...given)
      const auxiliary = tensors['auxiliary']
      return auxiliary ? { ...tensors, auxiliary: rolled(auxiliary) } : tensors
    },
  }
  return { tower: column => (column === 'sequence' ? control : undefined) }
}

/** Every row moved down by one, the last to the top. */
function rolled({ dtype, shape, data }: Tensor): Tensor {
  const values = data as BigInt64Array<ArrayBuffer>
  const row = shape[1]!
  return {
    dtype,
    shape,
    data: values.map((_, i) => values[(i + values.length - row) % values.length]!),
  }
}
