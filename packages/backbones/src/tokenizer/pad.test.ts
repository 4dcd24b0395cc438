import { expect, it } from 'vitest'
import { ArgumentError, seededRandom } from '@towerkit/core'
import { pad } from './pad.ts'

it('keeps every row at its start and masks the rest', () => {
  const random = seededRandom(3)
  for (const multipleOf of [1, 4, 8]) {
    const row = () => Int32Array.from({ length: 1 + Math.floor(random() * 12) }, () => Math.floor(random() * 100))
    const rows = Array.from({ length: 9 }, row)
    const { inputIds, attentionMask, batch, sequence } = pad(rows, { padId: 7, multipleOf })
    const longest = Math.max(...rows.map(row => row.length))
    expect({ batch, sequence }).toEqual({ batch: 9, sequence: Math.ceil(longest / multipleOf) * multipleOf })
    for (const [index, row] of rows.entries()) {
      const ids = [...inputIds.subarray(index * sequence, (index + 1) * sequence)].map(Number)
      const mask = [...attentionMask.subarray(index * sequence, (index + 1) * sequence)].map(Number)
      expect(ids).toEqual([...row, ...Array<number>(sequence - row.length).fill(7)])
      expect(mask).toEqual([...Array<number>(row.length).fill(1), ...Array<number>(sequence - row.length).fill(0)])
    }
  }
})

it('refuses a batch without tokens and options that are no whole numbers', () => {
  expect(() => pad([], { padId: 0 })).toThrow(ArgumentError)
  expect(() => pad([new Int32Array()], { padId: 0 })).toThrow(ArgumentError)
  expect(() => pad([Int32Array.of(1)], { padId: 0, multipleOf: 0 })).toThrow(ArgumentError)
  expect(() => pad([Int32Array.of(1)], { padId: NaN })).toThrow(ArgumentError)
})

it('pads on the left when asked to', () => {
  const { inputIds, attentionMask } = pad([Int32Array.of(5, 6, 7), Int32Array.of(8)], { padId: 1, side: 'left' })
  expect([[...inputIds], [...attentionMask]]).toEqual([
    [5n, 6n, 7n, 1n, 1n, 8n],
    [1n, 1n, 1n, 0n, 0n, 1n],
  ])
})
