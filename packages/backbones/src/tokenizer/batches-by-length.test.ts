import { expect, it } from 'vitest'
import { batchesByLength } from './batches-by-length.ts'

it('keeps within the token budget, has every row once, shorter ones first', () => {
  const lengths = [5, 1, 9, 3, 3, 20, 2]
  const batches = batchesByLength(lengths, { budget: 10 })
  expect(batches.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
  for (const batch of batches) {
    const longest = Math.max(...batch.map(index => lengths[index]!))
    expect(batch.length === 1 || batch.length * longest <= 10).toBe(true)
  }
})

it('has only texts of one length in even batches', () => {
  expect(batchesByLength([2, 1, 2, 3, 2, 1], { budget: 4, even: true })).toEqual([[1, 5], [0, 2], [4], [3]])
})
