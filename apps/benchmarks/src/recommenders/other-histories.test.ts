import { createRecommender } from '@towerkit/generate-rank'
import { expect, it } from 'vitest'
import { otherHistories } from './other-histories.ts'

it('hands the auxiliary candidates of each sequence to the next one, and changes nothing else', () => {
  const count = 12
  const source = { count, frequencies: new Array<number>(count).fill(1) }
  const { model } = createRecommender({ rows: count, width: 8, events: 4, blocks: 1 }).training(source)
  const sequences = [0, 4, 8].map(first => ({ items: [first, first + 1, first + 2, first + 3] }))
  const own = model.tower('sequence')!.collate(sequences)
  const control = otherHistories(model)
  expect(control.tower('sequence')).toBe(control.tower('sequence'))
  const { auxiliary, ...others } = control.tower('sequence')!.collate(sequences)
  const { auxiliary: before, ...same } = own
  expect(others).toEqual(same)
  const rows = (data: ArrayLike<number | bigint>) => {
    const width = data.length / sequences.length
    return sequences.map((_, row) => Array.from(data).slice(row * width, (row + 1) * width))
  }
  const [first, second, third] = rows(before!.data)
  expect(rows(auxiliary!.data)).toEqual([third, first, second])
})
