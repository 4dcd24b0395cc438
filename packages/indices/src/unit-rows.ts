import { lengthOf } from './inner-product.ts'

/** A copy in which each row has length 1. A row of zeros is not changed, and so scores 0 with everything. */
export function unitRows(data: Float32Array, dimensions: number): Float32Array {
  const result = new Float32Array(data.length)
  for (let start = 0; start < data.length; start += dimensions) {
    const length = lengthOf(data, start, dimensions)
    if (length === 0) continue
    for (let i = start; i < start + dimensions; i++) result[i] = data[i]! / length
  }
  return result
}
