import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { evaluate, type Qrels, type Run } from '@towerkit/evaluation'
import golden from './__golden__/measures.json' with { type: 'json' }

const table = (content: Record<string, Record<string, number>>) =>
  new Map(Object.entries(content).map(([query, documents]) => [query, new Map(Object.entries(documents))]))
const goldenCases = golden.cases as unknown as readonly {
  name: string
  qrels: Record<string, Record<string, number>>
  run: Record<string, Record<string, number>>
  values: Record<string, Record<string, number>>
}[]

it.each(goldenCases.map(content => [content.name, content] as const))(
  'equals trec_eval: %s',
  (_name, { qrels, run, values }) => {
    const measures = Object.keys(values)
    const report = evaluate({ qrels: table(qrels), run: table(run), measures })
    expect(report.queries).toEqual(Object.keys(qrels))
    for (const measure of measures) {
      const expected = report.queries.map(query => values[measure]![query]!)
      report.perQuery[measure]!.forEach((value, i) =>
        expect(value, `${measure} of ${report.queries[i]}`).toBeCloseTo(expected[i]!, 12),
      )
      expect(report.mean[measure]).toBeCloseTo(expected.reduce((a, b) => a + b, 0) / expected.length, 12)
    }
  },
)

/** Queries with judged, unjudged and equally scored documents. */
function randomRetrieval(seed: number): { qrels: Qrels; run: Run } {
  const random = seededRandom(seed)
  const tableOf = (value: () => number) =>
    new Map(
      Array.from({ length: 10 }, (_, q) => [
        `q${q}`,
        new Map(
          Array.from({ length: 30 }, (_, d) => d)
            .filter(() => random() < 0.6)
            .map(d => [`d${d}`, value()]),
        ),
      ]),
    )
  return { qrels: tableOf(() => Math.floor(random() * 4)), run: tableOf(() => Math.floor(random() * 8)) }
}
const all = ['nDCG', 'nDCG@5', 'R@5', 'P(rel=2)@5', 'RR@3', 'RR', 'AP', 'AP@4', 'Success@2'] as const

it('does not depend on the order of documents or on the scale of scores', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { qrels, run } = randomRetrieval(seed)
    const shuffled = new Map(
      [...run].map(([query, documents]) => [
        query,
        new Map([...documents].reverse().map(([d, score]) => [d, score * 2 - 100])),
      ]),
    )
    expect(evaluate({ qrels, run: shuffled, measures: all })).toEqual(evaluate({ qrels, run, measures: all }))
  }
})

it('gives 1 to the ideal ranking, and stays between 0 and 1', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { qrels, run } = randomRetrieval(seed)
    const ideal = evaluate({ qrels, run: qrels, measures: ['nDCG', 'nDCG@5', 'AP', 'RR', 'Success@1'] })
    Object.values(ideal.mean).forEach(value => expect(value).toBeCloseTo(1, 12))
    Object.values(evaluate({ qrels, run, measures: all }).perQuery)
      .flat()
      .forEach(value => {
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
      })
  }
})

it('is plain data, with values that survive JSON', () => {
  const report = evaluate({ ...randomRetrieval(1), measures: all })
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})

it('takes measures of a user', () => {
  const { qrels, run } = randomRetrieval(1)
  const retrieved = {
    name: 'Retrieved',
    parameters: {},
    source: 'this test',
    compute: ({ ranked }: { ranked: readonly number[] }) => ranked.length,
  } as const
  const report = evaluate({ qrels, run, measures: ['AP', retrieved] })
  expect(report.perQuery.Retrieved).toEqual(report.queries.map(query => run.get(query)!.size))
})

it('keeps query ids that objects would confuse', () => {
  const qrels = new Map([
    ['__proto__', new Map([['constructor', 1]])],
    ['10', new Map([['a', 1]])],
    ['9', new Map([['a', 1]])],
  ])
  const report = evaluate({ qrels, run: new Map([['__proto__', new Map([['constructor', 1]])]]), measures: ['P@1'] })
  expect(report.queries).toEqual(['__proto__', '10', '9'])
  expect(report.perQuery['P@1']).toEqual([1, 0, 0])
})

const qrels = new Map([['q', new Map([['d', 1]])]])
it.each([
  ['no measures', () => evaluate({ qrels, run: qrels, measures: [] }), 'argument'],
  ['a measure that comes twice', () => evaluate({ qrels, run: qrels, measures: ['AP', 'AP'] }), 'argument'],
  ['an unknown measure', () => evaluate({ qrels, run: qrels, measures: ['MRRR@10'] }), 'argument'],
  ['no judgements', () => evaluate({ qrels: new Map(), run: qrels, measures: ['AP'] }), 'data'],
  [
    'a run over other queries',
    () => evaluate({ qrels, run: new Map([['other', new Map([['d', 1]])]]), measures: ['AP'] }),
    'data',
  ],
  [
    'a score that is NaN',
    () => evaluate({ qrels, run: new Map([['q', new Map([['d', Number.NaN]])]]), measures: ['AP'] }),
    'data',
  ],
  [
    'a relevance that is not finite',
    () => evaluate({ qrels: new Map([['q', new Map([['d', Infinity]])]]), run: qrels, measures: ['AP'] }),
    'data',
  ],
])('refuses %s', (_name, work, code) => {
  expect(work).toThrow(expect.objectContaining({ code }))
})

it('takes an empty run for one that found nothing', () => {
  expect(evaluate({ qrels, run: new Map(), measures: ['AP'] }).mean.AP).toBe(0)
})
