import { expect, it } from 'vitest'
import { askedPairs, learntByHeart } from './learnt-by-heart.ts'

it('names a tower that finds its own pairs and not those of held-out queries', () => {
  const known = { name: 'teacher', pairs: 1012, onPairs: 0.95, heldOut: 0.41 }
  expect(learntByHeart(known)).toMatch(/learnt its 1,012 training pairs by heart: nDCG@10 is 0\.950 .* 0\.410/)
  expect(learntByHeart({ ...known, heldOut: 0.8 })).toBeUndefined()
})

it('asks pairs whose query is not in its own answer and whose document is stored', () => {
  const pairs = [
    { query: 'a', document: 'd', title: true, start: 0 },
    { query: 'b', document: 'd', title: false, start: 12 },
    { query: 'c', document: 'gone', title: true, start: 0 },
    { query: 'e', text: 'a text of its own' },
  ]
  expect(askedPairs(pairs, new Map([[1, 'd']]))).toEqual([{ id: '0', text: 'a', relevant: { d: 1 } }])
  const many = Array.from({ length: 1000 }, () => pairs[0]!)
  expect(askedPairs(many, new Map([[1, 'd']]))).toHaveLength(200)
})
