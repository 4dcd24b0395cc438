import { expect, it } from 'vitest'
import { baselineScores } from './baseline-scores.ts'
import { listedPlace } from './listed-place.ts'
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

it('scores by users and by neighbours of the training events only', () => {
  const user = (name: string, train: string[]) => ({ user: name, train, validation: ['v'], test: ['t'] })
  const { popularity, neighbours } = baselineScores([
    user('1', ['a', 'b', 'a']),
    user('2', ['a', 'c']),
    user('3', ['a', 'b']),
  ])
  expect([...popularity([])]).toEqual([
    ['a', 3],
    ['b', 2],
    ['c', 1],
  ])
  const scores = neighbours(['a'])
  expect(scores.get('b')).toBeCloseTo(2 / Math.sqrt(13 * 12), 12)
  expect(scores.get('c')).toBeCloseTo(1 / Math.sqrt(13 * 11), 12)
  expect([scores.has('a'), scores.has('t'), neighbours(['t']).size]).toEqual([false, false, 0])
})

it('has each event but the first as a target once', () => {
  const history = Int32Array.from({ length: 10 }, (_, i) => i)
  const found = trainingSequences(history, { events: 4, longEvents: 6 })
  const targets = found.flatMap(({ sequence: { items, targets: count } }) => [...items.subarray(-count)])
  expect(targets.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(trainingSequences(history.subarray(0, 1), { events: 4, longEvents: 6 })).toEqual([])
})
