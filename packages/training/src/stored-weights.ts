import { ArgumentError } from '@towerkit/core'
import type { Tensor, Tensors } from '@towerkit/runtime'
import { changedShape, changedValues, putChangedValues } from './changed-values.ts'
import type { StoredPart } from './stored-part.ts'
import type { TrainedWeight } from './weights.ts'

/**
 * What checkpoints hold of the weights and the optimiser's state. Of a table trained row by row these are the touched
 * rows; the others are those of the model that the run starts from, which a checksum makes sure of.
 */
export function storedWeights(weights: readonly TrainedWeight[]): StoredPart {
  const stored = weights.filter(({ isStored }) => isStored)
  return {
    tensors: () => Object.fromEntries(stored.flatMap(weightTensors)),
    restore(tensors) {
      for (const weight of stored) restoreRows(weight, tensors)
      for (const weight of stored) {
        putChangedValues(weight, dataOf(tensors, `weight.${weight.name}`))
        for (const [slot, values] of Object.entries(weight.state))
          putChangedValues(weight, dataOf(tensors, `optimizer.${slot}.${weight.name}`), values)
      }
    },
  }
}

function weightTensors(weight: TrainedWeight): (readonly [string, Tensor])[] {
  const { name, state, touchedRows } = weight
  // What is stored whole needs no copy.
  const stored = (values: Float32Array<ArrayBuffer>) => (touchedRows ? changedValues(weight, values) : values)
  const slots = Object.entries(state).map(([slot, values]) => {
    const data = stored(values)
    return [`optimizer.${slot}.${name}`, { dtype: 'float32', shape: [data.length], data }] as const
  })
  return [
    [`weight.${name}`, { dtype: 'float32', shape: changedShape(weight), data: stored(weight.data) }],
    ...slots,
    ...(touchedRows ? rowTensors(name, touchedRows) : []),
  ]
}

function rowTensors(name: string, { rows, untouchedChecksum }: NonNullable<TrainedWeight['touchedRows']>) {
  return [
    [`rows.${name}`, { dtype: 'int32', shape: [rows.length], data: rows }],
    [`untouched.${name}`, { dtype: 'float64', shape: [], data: Float64Array.of(untouchedChecksum()) }],
  ] as const
}

/** @throws {ArgumentError} if the model's other rows are not those that the run started from. */
function restoreRows({ name, touchedRows }: TrainedWeight, tensors: Tensors): void {
  if (!touchedRows) return
  touchedRows.restore(tensors[`rows.${name}`]!.data as Int32Array)
  if (touchedRows.untouchedChecksum() === tensors[`untouched.${name}`]!.data[0]) return
  throw new ArgumentError(
    `train: the checkpoint holds the ${touchedRows.rows.length} rows of "${name}" that its run had changed, and the ` +
      'other rows of the model are not those that the run started from. Start from the same model, or use another ' +
      'folder.',
    { name, rows: touchedRows.rows.length },
  )
}

function dataOf(tensors: Tensors, name: string): Float32Array {
  return tensors[name]!.data as Float32Array
}
