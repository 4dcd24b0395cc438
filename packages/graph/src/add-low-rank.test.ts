import { expect, it } from 'vitest'
import { addLowRank, type Tensor } from '@towerkit/graph'

const weight = (shape: readonly number[], data: readonly number[]): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
})

it('adds a scaled product to a matrix, and its transpose to a table', () => {
  const a = weight([1, 3], [1, 2, 3])
  const b = weight([2, 1], [10, 20])
  const matrix = weight([2, 3], [0, 0, 0, 0, 0, 1])
  addLowRank(matrix, { a, b, scale: 0.5 })
  expect([...matrix.data]).toEqual([5, 10, 15, 10, 20, 31])
  const table = weight([3, 2], [0, 0, 0, 0, 0, 1])
  addLowRank(table, { a, b, scale: 0.5, isTable: true })
  expect([...table.data]).toEqual([5, 10, 10, 20, 15, 31])
})

it('refuses shapes that do not fit', () => {
  const a = weight([1, 3], [1, 2, 3])
  expect(() => addLowRank(weight([2, 2], [0, 0, 0, 0]), { a, b: weight([2, 1], [1, 2]), scale: 1 })).toThrow(
    expect.objectContaining({ code: 'data' }) as Error,
  )
})
