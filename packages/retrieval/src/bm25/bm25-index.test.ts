import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { bm25, bm25Index, parseQuery } from '@towerkit/retrieval'
import { luceneLength } from './lucene-length.ts'

const all = { prefix: true, typos: true }
const tokenize = (text: string) => text.split(' ').filter(word => word !== '')

it.each(['exact', 'lucene'] as const)('scores as an index built anew, after any changes: %s lengths', lengths => {
  const random = seededRandom(5)
  let texts = 0
  // Words that one document has are forgotten with it.
  const text = () =>
    [
      `own${texts++ % 60}`,
      ...Array.from({ length: Math.floor(random() * 70) }, () => `w${Math.floor(random() ** 2 * 30)}`),
    ].join(' ')
  const index = bm25Index({ tokenize, lengths })
  const there = new Map<string, string>()
  for (let step = 0; step < 200; step++) {
    if (random() < 0.6) {
      const added = new Map(
        Array.from({ length: Math.ceil(random() * 4) }, () => [`d${Math.floor(random() * 40)}`, text()]),
      )
      index.add([...added].map(([id, text]) => ({ id, text })))
      for (const [id, text] of added) {
        there.delete(id)
        there.set(id, text)
      }
    } else {
      const ids = Array.from({ length: Math.ceil(random() * 3) }, () => `d${Math.floor(random() * 40)}`)
      expect(index.remove(ids)).toBe(ids.filter(id => there.delete(id)).length)
    }
    const anew = bm25(
      [...there].map(([id, text]) => ({ id, text })),
      { tokenize, lengths },
    )
    expect(index.size).toBe(anew.size)
    for (const query of ['w0 w3', 'w1', 'w29 w2 w2', 'own7 own30 own55'])
      expect(index.search(query, 50)).toEqual(anew.search(query, 50))
    for (const query of ['"w0 w1" w2', 'w0 -w1 -"w2 w3"', 'w0 own', 'own7 w'])
      expect(index.search(parseQuery(query), 50, all)).toEqual(anew.search(parseQuery(query), 50, all))
  }
})

it('filters by id without changing scores', () => {
  const index = bm25([
    { id: 'a', text: 'same word' },
    { id: 'b', text: 'word' },
    { id: 'c', text: 'word word' },
  ])
  const all = index.search('word', 10)
  expect(index.search('word', 1, { filter: key => key === 'a' })).toEqual(all.filter(({ key }) => key === 'a'))
  expect(index.search('word', 10, { filter: () => false })).toEqual([])
  expect(() =>
    index.search('word', 10, {
      filter: () => {
        throw new Error('broken')
      },
    }),
  ).toThrow('broken')
  expect(index.search('word', 10)).toEqual(all)
})

it('adds nothing of a batch that it refuses', () => {
  const index = bm25Index()
  index.add([{ id: 'a', text: 'old words' }])
  const batches = [
    [
      { id: 'b', text: 'new words' },
      { id: 'b', text: 'again' },
    ],
    [
      { id: 'a', text: 'new words' },
      { id: 'c', text: undefined as unknown as string },
    ],
  ]
  for (const batch of batches) expect(() => index.add(batch)).toThrow(expect.objectContaining({ code: 'data' }))
  expect(index.size).toBe(1)
  expect(index.search('old', 5)).toHaveLength(1)
  expect(index.search('new', 5)).toEqual([])
})

it('finds nothing once all is removed, and words again once they come back', () => {
  const index = bm25([{ id: 'a', text: 'word' }])
  expect(index.remove(['a', 'a', 'b'])).toBe(1)
  expect(index.search('word', 5)).toEqual([])
  index.add([
    { id: 'a', text: '' },
    { id: 'b', text: '' },
  ])
  expect(index.search('word', 5)).toEqual([])
  index.add([{ id: 'a', text: 'word' }])
  expect(index.search('word', 5)).toEqual(
    bm25([
      { id: 'b', text: '' },
      { id: 'a', text: 'word' },
    ]).search('word', 5),
  )
})

it('keeps of lengths what Lucene keeps', () => {
  const first = Array.from({ length: 41 }, (_, length) => length)
  expect(first.map(luceneLength)).toEqual(first)
  // byte4ToInt(intToByte4(length)) of Lucene's SmallFloat, by hand
  expect([41, 42, 56, 57, 59, 60, 87, 88, 95, 96, 151, 152, 1000].map(luceneLength)).toEqual([
    40, 42, 56, 56, 56, 60, 84, 88, 88, 96, 144, 152, 984,
  ])
})

it.each([
  ['lengths of another kind', () => bm25Index({ lengths: 'short' as 'exact' }), 'argument'],
  ['a k1 that is NaN', () => bm25Index({ k1: Number.NaN }), 'argument'],
])('refuses %s', (_name, work, code) => {
  expect(work).toThrow(expect.objectContaining({ code }))
})
