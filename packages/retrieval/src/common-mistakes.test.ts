import { expect, it } from 'vitest'
import { TowerkitError, vectors } from '@towerkit/core'
import {
  bm25,
  bm25Index,
  callBatcher,
  cutPassages,
  englishTokens,
  fuseHits,
  maximalMarginalRelevance,
} from '@towerkit/retrieval'
import { languageTokens } from '@towerkit/retrieval/languages'

const wrong = (value: unknown) => value as any
const index = bm25([{ id: 'a', text: 'a word' }])
const batcher = { name: 'work', queue: 1, work: async () => [] }

it.each<[string, () => unknown]>([
  ['one id in place of several', () => index.remove(wrong('a'))],
  ['one document in place of several', () => index.add(wrong({ id: 'a', text: 'b' }))],
  ['texts in place of documents', () => bm25(wrong(['a text']))],
  ['a query that is no text', () => index.search(wrong(undefined), 5)],
  ['a query that is a list', () => index.search(wrong(['word']), 5)],
  ['a limit in the options', () => index.search('word', wrong({ limit: 5 }))],
  ['an unknown option of a search', () => index.search('word', 5, wrong({ fuzzy: true }))],
  ['an unknown option of an index', () => bm25Index(wrong({ K1: 1 }))],
  ['an unknown option of a fusion', () => fuseHits([], wrong({ weight: [1] }))],
  ['one list in place of several', () => fuseHits(wrong([{ key: 'a', score: 1 }]))],
  ['passages of no text', () => cutPassages(wrong(undefined))],
  ['passages of no words', () => cutPassages('a', { words: 0 })],
  ['an overlap that is NaN', () => cutPassages('a', { overlap: Number.NaN })],
  ['passages by tokens', () => cutPassages('a', wrong({ tokens: 5 }))],
  ['a queue of none', () => callBatcher({ ...batcher, queue: 0 })],
  ['batches of none', () => callBatcher({ ...batcher, largest: 0 })],
  ['a window that is no time', () => callBatcher({ ...batcher, windowMs: Number.NaN })],
  ['an unknown option of a batcher', () => callBatcher(wrong({ ...batcher, size: 5 }))],
  ['an unknown option of a choice', () => maximalMarginalRelevance([], vectors([], 2), wrong({ diversity: 1 }))],
  ['an unknown option of a tokenizer', () => englishTokens(wrong({ stopwords: new Set() }))],
  ['an unknown option of a language', () => languageTokens(wrong({ lang: 'de' }))],
])('has a typed error for %s', (_name, work) => {
  expect(work).toThrow(TowerkitError)
  expect(index.size).toBe(1)
})

it('has a typed error for a batch with too few results', async () => {
  await expect(callBatcher(batcher).do(1)).rejects.toMatchObject({ code: 'data' })
})
