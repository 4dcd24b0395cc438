import { expect, it } from 'vitest'
import { chooseSearch } from './choose-search.ts'

const queries = Array.from({ length: 60 }, (_, i) => ({ id: `q${i}`, text: `query ${i}`, relevant: { [`d${i}`]: 1 } }))
const hits = (...keys: string[]) => keys.map((key, place) => ({ key, score: 10 - place }))
const right = queries.map((_, i) => hits(`d${i}`, 'other'))
const wrong = queries.map(() => hits('x', 'y', 'z'))

it('chooses words where vectors only harm, and vectors where words do, and says so with figures', () => {
  const words = chooseSearch(queries, { words: right, vectors: wrong }, 'student')!
  expect(words.mode).toBe('lexical')
  expect(words.reason).toMatch(/^Words alone \(BM25\) answer best here: nDCG@10 1\.000, .*0\.000 by them alone/)
  expect(words.reason).toMatch(/on \d\d development queries\..* On the \d\d others it has 1\.000\.$/)
  expect(chooseSearch(queries, { words: wrong, vectors: right }, 'student')).toMatchObject({
    mode: 'dense',
    reason: expect.stringContaining('The vectors of the student answer best'),
  })
})

it('chooses both, with weights, where each finds what the other does not', () => {
  const half = (even: boolean) => queries.map((_, i) => ((i % 2 === 0) === even ? hits(`d${i}`, 'x') : hits('y', 'z')))
  const { mode, weights } = chooseSearch(queries, { words: half(true), vectors: half(false) }, 'student')!
  expect(mode).toBe('hybrid')
  expect(weights).toHaveLength(2)
})

it('chooses nothing by a handful of queries', () => {
  expect(chooseSearch(queries.slice(0, 8), { words: right, vectors: wrong }, 'student')).toBeUndefined()
})
