import { expect, it } from 'vitest'
import { formatBeirQrels, parseBeirQrels, parseSubtopicQrels } from '@towerkit/evaluation'

it('reads back what it writes', () => {
  const qrels = new Map([
    [
      'q 1',
      new Map([
        ['d 1', 2],
        ['d2', -0.5],
      ]),
    ],
    ['q2', new Map([['d1', 0]])],
  ])
  expect(parseBeirQrels(formatBeirQrels(qrels))).toEqual(qrels)
  expect(parseBeirQrels('\uFEFFquery-id\tcorpus-id\tscore\r\nq1\td1\t1\r\n\r\n')).toEqual(
    new Map([['q1', new Map([['d1', 1]])]]),
  )
  expect(parseBeirQrels('').size).toBe(0)
})

it('reads judgements of subtopics', () => {
  expect(parseSubtopicQrels('q1 1 d1 1\nq1 2 d1 0\n\nq2 1 d1 2\n')).toEqual(
    new Map([
      [
        'q1',
        new Map([
          [
            'd1',
            new Map([
              ['1', 1],
              ['2', 0],
            ]),
          ],
        ]),
      ],
      ['q2', new Map([['d1', new Map([['1', 2]])]])],
    ]),
  )
})

it.each([
  ['no names', () => parseBeirQrels('q1\td1\t1\n'), 'line 1'],
  ['two fields', () => parseBeirQrels('query-id\tcorpus-id\tscore\nq1\td1\n'), 'line 2 has 2 fields'],
  ['no number', () => parseBeirQrels('query-id\tcorpus-id\tscore\nq1\td1\tx\n'), 'relevance of line 2 is "x"'],
  ['a document twice', () => parseBeirQrels('query-id\tcorpus-id\tscore\nq\td\t1\nq\td\t1\n'), 'comes twice'],
  ['a tab in an id', () => formatBeirQrels(new Map([['q\t1', new Map([['d', 1]])]])), 'holds a tab'],
  ['a subtopic twice', () => parseSubtopicQrels('q 1 d 1\nq 1 d 1\n'), 'comes twice for subtopic "1"'],
  ['three fields', () => parseSubtopicQrels('q 1 d\n'), 'has 3 fields'],
])('refuses %s', (_name, work, message) => {
  expect(work).toThrow(expect.objectContaining({ code: 'data', message: expect.stringContaining(message) }))
})
