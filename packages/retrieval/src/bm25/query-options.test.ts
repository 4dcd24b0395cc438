import { expect, it } from 'vitest'
import { bm25, englishTokens, parseQuery, type QueryOptions } from '@towerkit/retrieval'

const index = bm25([
  { id: 'cafe', text: 'The Café in the Straße der Größe' },
  { id: 'watch', text: 'watch a file, and read the file system' },
  { id: 'read', text: 'read a file and then watch television' },
  { id: 'tea', text: 'green tea and black tea' },
  { id: 'be', text: 'To be, or not to be' },
  { id: 'zh', text: '北京的天气很好' },
  { id: 'ko', text: '한국어를 배우다' },
  { id: 'resume', text: 'his résumé resumes' },
])
const found = (query: string, options?: QueryOptions) => index.search(query, 10, options).map(({ key }) => key)

it.each([
  ['cafe', ['cafe']],
  ['CAFÉ', ['cafe']],
  ['strasse', ['cafe']],
  ['grosse', ['cafe']],
  ['resume', ['resume']],
  ['한국', ['ko']],
  ['天气', ['zh']],
])('finds %j whatever its case and accents', (query, keys) => {
  expect(found(query)).toEqual(keys)
})

it.each([
  ['"watch a file"', ['watch']],
  ['"a file" television', ['read', 'watch']],
  ['"file watch"', []],
  ['"WATCH a File"', ['watch']],
  ['"watching a file"', []],
  ['"to be or not"', ['be']],
  ['"or not" "to be"', ['be']],
  ['"天气很好"', ['zh']],
  ['"straße der grosse"', ['cafe']],
  ['file -television', ['watch']],
  ['file -televisions', ['watch']],
  ['file -"a file and read"', ['read']],
  ['file -the', ['read']],
  ['tea -green', []],
  ['-green', []],
  ['file -unknown', ['watch', 'read']],
])('heeds the signs of %s', (query, keys) => {
  const parsed = parseQuery(query)
  const hits = index.search(parsed, 10).map(({ key }) => key)
  expect(hits).toEqual(keys)
  expect(hits.every(index.condition(parsed)!)).toBe(true)
})

it('lets signs mean nothing in a query that is not parsed', () => {
  expect(found('"file watch" -television').toSorted()).toEqual(['read', 'watch'])
  expect(index.condition(parseQuery('file watch'))).toBeUndefined()
  expect(index.condition(parseQuery('"file system"'))!('gone')).toBe(false)
})

it.each([
  ['telev', ['read']],
  ['file telev', ['read', 'watch']],
  ['watchi', []],
  ['tele ', []],
  ['tele.', []],
  ['tele file', ['watch', 'read']],
  ['北', ['zh']],
  ['stra', ['cafe']],
  ['t', ['tea', 'read']],
])('takes the last word of %j for the beginning of one', (query, keys) => {
  expect(found(query, { prefix: true })).toEqual(keys)
})

it('scores the whole word above words that begin so', () => {
  const cells = bm25([
    { id: 'cellular', text: 'cellular' },
    { id: 'cell', text: 'cell' },
  ])
  const hits = cells.search('cell', 5, { prefix: true })
  expect(hits.map(({ key }) => key)).toEqual(['cell', 'cellular'])
  expect(hits[0]!.score).toBeCloseTo(2 * hits[1]!.score, 12)
  expect(cells.search('cell', 5)).toEqual([hits[0]])
})

it.each([
  ['televison', ['read']],
  ['telvision', ['read']],
  ['televiison', ['read']],
  ['yelevision', ['read']],
  ['telvison', []],
  ['fiel', []],
  ['systm', ['watch']],
  ['file systen', ['watch', 'read']],
])('forgives one error in %j', (query, keys) => {
  expect(found(query, { typos: true })).toEqual(keys)
})

it('leaves words alone that a document has', () => {
  const near = bm25([
    { id: 'causal', text: 'causal' },
    { id: 'casual', text: 'casual' },
  ])
  expect(near.search('causal', 5, { typos: true }).map(({ key }) => key)).toEqual(['causal'])
  near.remove(['causal'])
  expect(near.search('causal', 5, { typos: true }).map(({ key }) => key)).toEqual(['casual'])
})

it('counts a phrase as one word', () => {
  const plain = bm25(
    [
      { id: 'a', text: 'x_y z' },
      { id: 'b', text: 'x z_y' },
    ],
    { tokenize: text => text.split(' ') },
  )
  const phrases = bm25(
    [
      { id: 'a', text: 'x y z' },
      { id: 'b', text: 'x z y' },
    ],
    { b: 0 },
  )
  expect(phrases.search(parseQuery('"x y"'), 5)[0]!.score).toBeCloseTo(plain.search('x_y', 5)[0]!.score, 12)
})

it('is found by a tokenizer without words of its own', () => {
  const tokenize = englishTokens()
  const custom = bm25([{ id: 'a', text: 'watching a file' }], { tokenize: text => tokenize(text) })
  expect(custom.search(parseQuery('"watch file"'), 5)).toHaveLength(1)
  expect(custom.search('wat', 5, { prefix: true })).toHaveLength(1)
})
