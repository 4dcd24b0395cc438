import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { bm25 } from '@towerkit/retrieval'

const words = (text: string) => text.split(' ').filter(word => word !== '')

function randomCorpus(seed: number) {
  const random = seededRandom(seed)
  const text = (length: number) => Array.from({ length }, () => `w${Math.floor(random() ** 2 * 30)}`).join(' ')
  return {
    documents: Array.from({ length: 80 }, (_, i) => ({ id: `d${i}`, text: text(Math.floor(random() * 40)) })),
    queries: Array.from({ length: 10 }, () => text(3)),
  }
}

it.each([
  [1.2, 0.75],
  [0.9, 0.4],
  [0, 0.75],
  [2, 0],
  [2, 1],
])('equals the formula, computed document by document: k1 %d, b %d', (k1, b) => {
  const { documents, queries } = randomCorpus(1)
  const index = bm25(documents, { k1, b, tokenize: words })
  const mean = documents.reduce((sum, { text }) => sum + words(text).length, 0) / documents.length
  for (const query of queries) {
    const expected = documents
      .map(({ id, text }) => ({
        key: id,
        score: words(query).reduce((sum, term) => {
          const holding = documents.filter(other => words(other.text).includes(term)).length
          const frequency = words(text).filter(word => word === term).length
          const rarity = Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5))
          return frequency === 0
            ? sum
            : sum + (rarity * frequency) / (frequency + k1 * (1 - b + (b * words(text).length) / mean))
        }, 0),
      }))
      .filter(({ score }) => score > 0)
      .sort((x, y) => y.score - x.score)
    const hits = index.search(query, 1000)
    expect(hits.map(({ key }) => key)).toEqual(expected.map(({ key }) => key))
    hits.forEach(({ score }, i) => expect(score).toBeCloseTo(expected[i]!.score, 12))
    expect(index.search(query, 7)).toEqual(hits.slice(0, 7))
  }
})

it('orders equal scores as the documents came', () => {
  const index = bm25(Array.from({ length: 50 }, (_, i) => ({ id: `${99 - i}`, text: 'same words' })))
  expect(index.search('words', 3).map(({ key }) => key)).toEqual(['99', '98', '97'])
})

it('finds nothing in no documents, in empty ones, and for words that none has', () => {
  expect(bm25([]).search('word', 5)).toEqual([])
  expect(
    bm25([
      { id: 'a', text: '' },
      { id: 'b', text: ' the ' },
    ]).search('the word', 5),
  ).toEqual([])
  expect(bm25([{ id: 'a', text: 'word' }]).search('other', 5)).toEqual([])
  expect(bm25([{ id: 'a', text: 'constructor' }]).search('__proto__ toString', 5)).toEqual([])
})

it.each([
  ['a limit of 0', () => bm25([]).search('a', 0), 'argument'],
  ['a k1 below 0', () => bm25([], { k1: -1 }), 'argument'],
  ['a b above 1', () => bm25([], { b: 1.5 }), 'argument'],
  [
    'an id that comes twice',
    () =>
      bm25([
        { id: 'a', text: '' },
        { id: 'a', text: '' },
      ]),
    'data',
  ],
])('refuses %s', (_name, work, code) => {
  expect(work).toThrow(expect.objectContaining({ code }))
})
