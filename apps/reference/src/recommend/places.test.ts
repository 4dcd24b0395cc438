import { expect, it } from 'vitest'
import { listedPlace } from './listed-place.ts'
import { popularFirst } from './popular-first.ts'
import { scoredPlace } from './scored-place.ts'
import { trainingSequences } from './training-sequences.ts'

it('places a target in a list and in a catalogue, equal scores apart', () => {
  const listed = [
    { item: 'a', score: 3 },
    { item: 'b', score: 2 },
    { item: 'c', score: 2 },
  ]
  const scoreOf = ({ score }: { score: number }) => score
  expect(listedPlace(listed, { target: 'c', scoreOf })).toEqual({ above: 1, tied: 1 })
  expect(listedPlace(listed, { target: 'z', scoreOf })).toEqual({ above: 2 ** 31, tied: 0 })
  const scored = { items: ['a', 'b', 'c', 'd', 'e'], seen: new Set(['a']) }
  const scores = new Map([
    ['a', 9],
    ['b', 2],
  ])
  expect(scoredPlace(scores, { ...scored, target: 'd' })).toEqual({ above: 1, tied: 2 })
  expect(scoredPlace(scores, { ...scored, target: 'a' })).toEqual({ above: 2 ** 31, tied: 0 })
})

it('puts the items of most users first, equally popular ones by their names', () => {
  const histories = [
    ['c', 'b', 'c'],
    ['b', 'a'],
    ['d', 'd'],
  ].map(train => ({ train }))
  expect(popularFirst(histories)).toEqual(['b', 'a', 'c', 'd'])
})

it('has each event but the first as a target once', () => {
  const history = Int32Array.from({ length: 10 }, (_, i) => i)
  const sequences = trainingSequences(history, { events: 4, longEvents: 6 })
  const targets = sequences.flatMap(({ sequence: { items, targets: count } }) => [...items.subarray(-count)])
  expect(targets.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(trainingSequences(history.subarray(0, 1), { events: 4, longEvents: 6 })).toEqual([])
})
