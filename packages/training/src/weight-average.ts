import type { AverageShares } from './average-shares.ts'
import type { StoredPart } from './stored-part.ts'
import type { TrainedWeight } from './weights.ts'

/** The moving average of one weight. */
export interface WeightAverage extends StoredPart {
  /** Called before a step changes the weight. @param rows The rows that it changes, of a table. */
  beforeUpdate(step: number, rows: Int32Array | undefined): void
  /** Takes the values of a step into the average. */
  update(step: number): void
  /** Puts the average of a step into the weight. @returns Puts the weight's own values back. */
  put(step: number): () => void
}

/** The moving average of a weight that every step may change as a whole. */
export function wholeAverage({ name, shape, data }: TrainedWeight, shares: AverageShares): WeightAverage {
  const values = data.slice()
  const exchange = () => {
    const own = data.slice()
    data.set(values)
    values.set(own)
  }
  return {
    beforeUpdate() {},
    update(step) {
      const fresh = 1 - shares.of(step)
      for (let i = 0; i < data.length; i++) values[i]! += fresh * (data[i]! - values[i]!)
    },
    put() {
      exchange()
      return exchange
    },
    tensors: () => ({ [`average.${name}`]: { dtype: 'float32', shape, data: values } }),
    restore: tensors => values.set(tensors[`average.${name}`]!.data as Float32Array),
  }
}
