import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { formatQrels, formatRun, parseQrels, parseRun, qrelsFrom, runFrom, runFromHits } from '@towerkit/evaluation'

const random = seededRandom(5)
const rows = Array.from({ length: 300 }, (_, i) => ({
  query: `q${i % 7}`,
  document: `文書\u3000${i}`,
  value: (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20),
}))

it('reads back what it writes', () => {
  const qrels = qrelsFrom(rows.map(({ query, document, value }) => ({ query, document, relevance: value })))
  expect(parseQrels(formatQrels(qrels))).toEqual(qrels)
  const run = runFrom(rows.map(({ query, document, value }) => ({ query, document, score: value })))
  expect(parseRun(formatRun(run))).toEqual(run)
})

it('writes a run best first, with ranks from 1', () => {
  const run = runFrom([
    { query: 'q', document: 'a', score: 0.5 },
    { query: 'q', document: 'b', score: 2 },
    { query: 'q', document: 'c', score: 0.5 },
  ])
  expect(formatRun(run, { tag: 'mine' })).toBe('q Q0 b 1 2 mine\nq Q0 c 2 0.5 mine\nq Q0 a 3 0.5 mine\n')
})

it('ranks by the score and not by the rank of the file, and reads tabs, line ends of Windows and empty lines', () => {
  expect([...parseRun('\uFEFFq\tQ0\ta\t2\t0.5\tx\r\n\r\nq Q0 b 1 .25 x').get('q')!]).toEqual([
    ['a', 0.5],
    ['b', 0.25],
  ])
  expect([...parseQrels('q 0 a 2\r\n  q 0   b -1 \n').get('q')!]).toEqual([
    ['a', 2],
    ['b', -1],
  ])
  expect(parseQrels('').size).toBe(0)
})

it.each([
  ['a line with too few fields', () => parseQrels('q 0 a 1\nq 0 b\n'), 'line 2 has 3 fields'],
  ['a relevance that is no number', () => parseQrels('q 0 a high\n'), 'relevance of line 1 is "high"'],
  ['a relevance in another base', () => parseQrels('q 0 a 0x10\n'), 'is "0x10"'],
  ['a document that is judged twice', () => parseQrels('q 0 a 1\nq 0 a 1\n'), 'comes twice'],
  [
    'a document that is judged twice, with others between',
    () => parseQrels('q 0 a 1\nr 0 a 1\nq 0 a 1\n'),
    'comes twice',
  ],
  ['a document that is retrieved twice', () => parseRun('q Q0 a 1 2 x\nq Q0 a 2 1 x\n'), 'comes twice'],
  ['a score that is NaN in a file', () => parseRun('q Q0 a 1 nan x\n'), 'is "nan"'],
  ['a score that is NaN', () => runFrom([{ query: 'q', document: 'a', score: Number.NaN }]), 'has NaN'],
  [
    'a relevance that is infinite',
    () => qrelsFrom([{ query: 'q', document: 'a', relevance: Infinity }]),
    'has Infinity',
  ],
  ['an id with white space', () => formatRun(runFrom([{ query: 'q', document: 'a b', score: 1 }])), '"a b"'],
  ['an empty id', () => formatQrels(qrelsFrom([{ query: '', document: 'a', relevance: 1 }])), '""'],
  [
    'an infinite score in a file',
    () => formatRun(runFrom([{ query: 'q', document: 'a', score: Infinity }])),
    'Infinity',
  ],
  ['fewer lists of hits than queries', () => runFromHits(['a', 'b'], [[]]), '2 queries but 1 lists'],
  ['a query that comes twice', () => runFromHits(['a', 'b', 'a'], [[], [], []]), '"a" comes twice'],
])('refuses %s', (_name, work, message) => {
  expect(work).toThrow(expect.objectContaining({ code: 'data', message: expect.stringContaining(message) }))
})

it('makes a run of hits', () => {
  expect(
    runFromHits(
      ['a', 'b'],
      [
        [
          { key: 'x', score: 2 },
          { key: 'y', score: 1 },
        ],
        [],
      ],
    ),
  ).toEqual(
    new Map([
      [
        'a',
        new Map([
          ['x', 2],
          ['y', 1],
        ]),
      ],
    ]),
  )
})
