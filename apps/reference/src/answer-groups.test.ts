import { expect, it } from 'vitest'
import { answerGroups } from './answer-groups.ts'

it('joins pairs that share a query or an answer, also by way of others', () => {
  const pairs = [
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
    ['c', '3'],
    ['d', '4'],
    ['1', 'a'],
  ].map(([query, positive]) => ({ query: query!, positive: positive! }))
  expect(answerGroups(pairs)).toEqual([0, 1, 0, 0, 2, 3])
})
