import type { AverageShares } from './average-shares.ts'
import { changedShape, changedValues, putChangedValues, withNewRows } from './changed-values.ts'
import { extendedArray } from './extended-array.ts'
import type { WeightAverage } from './weight-average.ts'
import type { TrainedWeight } from './weights.ts'

/**
 * The moving average of a table trained row by row. While a row stays the same for n steps, its average comes nearer to
 * it by the product of n shares: that is computed when the row changes next or is read, so that a step costs what it
 * touches.
 */
export function tableAverage(weight: TrainedWeight, shares: AverageShares): WeightAverage {
  const { name, data, shape } = weight
  const touched = weight.touchedRows!
  const width = data.length / shape[0]!
  let values = new Float32Array(0)
  /** The step that each average is of. */
  let steps = new Int32Array(0)
  let changing = new Int32Array(0)
  const follow = (target: Float32Array, { row, position, share }: { row: number; position: number; share: number }) => {
    for (let k = 0; k < width; k++) {
      const current = data[row * width + k]!
      target[position * width + k] = current + share * (values[position * width + k]! - current)
    }
  }
  return {
    beforeUpdate(step, rows) {
      values = withNewRows(weight, values)
      steps = extendedArray(steps, touched.rows.length)
      changing = rows ? new Int32Array(rows) : new Int32Array(0)
      for (const row of changing) {
        const position = touched.position(row)
        if (steps[position]! < step - 1)
          follow(values, { row, position, share: shares.over(steps[position]!, step - 1) })
      }
    },
    update(step) {
      for (const row of changing) {
        const position = touched.position(row)
        follow(values, { row, position, share: shares.of(step) })
        steps[position] = step
      }
    },
    put(step) {
      const own = changedValues(weight)
      const averages = new Float32Array(own.length)
      touched.rows.forEach((row, position) =>
        follow(averages, { row, position, share: shares.over(steps[position]!, step) }),
      )
      putChangedValues(weight, averages)
      return () => putChangedValues(weight, own)
    },
    tensors: () => ({
      [`average.${name}`]: { dtype: 'float32', shape: changedShape(weight), data: values },
      [`averaged.${name}`]: { dtype: 'int32', shape: [steps.length], data: steps },
    }),
    restore(tensors) {
      values = tensors[`average.${name}`]!.data as Float32Array<ArrayBuffer>
      steps = tensors[`averaged.${name}`]!.data as Int32Array<ArrayBuffer>
    },
  }
}
