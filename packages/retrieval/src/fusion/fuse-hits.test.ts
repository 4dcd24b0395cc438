import { expect, it } from 'vitest'
import { fuseHits, fuseRuns, type FusionOptions, type ScoredQueries } from '@towerkit/retrieval'
import golden from '../__golden__/fusion.json' with { type: 'json' }

type Lists = Record<string, Record<string, number>>
const table = (content: Lists): ScoredQueries =>
  new Map(Object.entries(content).map(([query, documents]) => [query, new Map(Object.entries(documents))]))
const cases = golden.cases as unknown as readonly { options: FusionOptions; fused: Lists }[]

it.each(cases.map(({ options, fused }) => [JSON.stringify(options), options, fused] as const))(
  'equals ranx: %s',
  (_name, options, expected) => {
    const fused = fuseRuns((golden.runs as unknown as Lists[]).map(table), options)
    expect([...fused.keys()]).toEqual(Object.keys(expected))
    for (const [query, documents] of fused) {
      expect(new Set(documents.keys())).toEqual(new Set(Object.keys(expected[query]!)))
      for (const [document, score] of documents)
        expect(score, `${query} ${document}`).toBeCloseTo(expected[query]![document]!, 12)
    }
  },
)

const hits = (...keys: string[]) => keys.map((key, i) => ({ key, score: 10 - i }))

it('ranks best first, and equal ones as they came', () => {
  expect(fuseHits([hits('a', 'b'), hits('b', 'c')])).toEqual([
    { key: 'b', score: 1 / 62 + 1 / 61 },
    { key: 'a', score: 1 / 61 },
    { key: 'c', score: 1 / 62 },
  ])
  expect(fuseHits([hits('a'), hits('b')]).map(({ key }) => key)).toEqual(['a', 'b'])
  expect(fuseHits([hits('a', 'b'), hits('b', 'a')], { weights: [1, 2] }).map(({ key }) => key)).toEqual(['b', 'a'])
})

it('lets scores rank, whatever the order of the list', () => {
  const options = { method: 'CombSUM' } as const
  expect(fuseHits([hits('a', 'b', 'c').reverse(), hits('c')], options)).toEqual(
    fuseHits([hits('a', 'b', 'c'), hits('c')], options).sort((x, y) => y.score - x.score),
  )
})

it('takes lists that are empty', () => {
  expect(fuseHits([])).toEqual([])
  for (const normalization of ['none', 'min-max', 'max', 'sum', 'z-score', 'rank'] as const) {
    expect(fuseHits([[], hits('a')], { method: 'CombANZ', normalization }).map(({ key }) => key)).toEqual(['a'])
  }
})

it('keeps queries that only one run has', () => {
  const fused = fuseRuns([table({ q1: { a: 1 } }), table({ q2: { b: 1 } })])
  expect([...fused].map(([query, documents]) => [query, [...documents.keys()]])).toEqual([
    ['q1', ['a']],
    ['q2', ['b']],
  ])
})

it.each([
  ['an unknown method', () => fuseHits([], { method: 'Sum' as 'RRF' }), 'argument'],
  ['an unknown normalisation', () => fuseHits([], { normalization: 'log' as 'none' }), 'argument'],
  ['weights for other systems', () => fuseHits([[]], { weights: [1, 2] }), 'argument'],
  ['a weight below 0', () => fuseHits([[]], { weights: [-1] }), 'argument'],
  ['a k that is NaN', () => fuseHits([[]], { k: Number.NaN }), 'argument'],
  ['a persistence of 1', () => fuseHits([[]], { persistence: 1 }), 'argument'],
  [
    'a key that comes twice',
    () =>
      fuseHits([
        [
          { key: 'a', score: 1 },
          { key: 'a', score: 2 },
        ],
      ]),
    'data',
  ],
  ['a score that is NaN', () => fuseHits([[{ key: 'a', score: Number.NaN }]]), 'data'],
  ['no runs', () => fuseRuns([]), 'data'],
])('refuses %s', (_name, work, code) => {
  expect(work).toThrow(expect.objectContaining({ code }))
})
