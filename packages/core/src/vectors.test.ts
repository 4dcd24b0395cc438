import { expect, it } from 'vitest'
import { row, vectors } from '@towerkit/core'

it('copies rows into one array, and views them again', () => {
  const batch = vectors([
    [1, 2],
    [3, 4],
    [5, 6],
  ])
  expect(batch).toMatchObject({ count: 3, dimensions: 2 })
  expect([...row(batch, 1)]).toEqual([3, 4])
})

it('uses flat data as it is', () => {
  const data = Float32Array.of(1, 2, 3, 4)
  expect(vectors(data, 2).data).toBe(data)
})

it('keeps the dimensions of an empty batch', () => {
  expect(vectors([], 3)).toMatchObject({ count: 0, dimensions: 3 })
})

it.each([
  ['rows of different length', () => vectors([[1, 2], [3]]), 'shape'],
  ['flat data that does not divide', () => vectors(new Float32Array(5), 2), 'shape'],
  ['flat data without dimensions', () => vectors(new Float32Array(4)), 'argument'],
  ['no rows and no dimensions', () => vectors([]), 'argument'],
  ['a row outside', () => row(vectors([[1]]), 1), 'argument'],
])('refuses %s', (_name, work, code) => {
  expect(work).toThrow(expect.objectContaining({ code }))
})
