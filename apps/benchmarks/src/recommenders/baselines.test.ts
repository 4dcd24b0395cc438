import { expect, it } from 'vitest'
import { itemNeighbours } from './item-neighbours.ts'
import { popularity } from './popularity.ts'

const split = { train: [Int32Array.of(0, 1), Int32Array.of(4, 0, 1)] }

it('scores the catalogue by users and by neighbours of the training events', () => {
  const scores = new Float32Array(6)
  popularity(split)(Int32Array.of(), scores)
  expect([...scores]).toEqual([2, 2, 0, 0, 1, 0])
  itemNeighbours(split)(Int32Array.of(0, 1), scores.fill(0))
  expect([...scores].map(score => score > 0)).toEqual([true, true, false, false, true, false])
})

it('scores histories other than those that are counted', () => {
  const scores = new Float32Array(6)
  itemNeighbours(split)(Int32Array.of(4), scores)
  expect([...scores].map(score => score > 0)).toEqual([true, true, false, false, false, false])
})
