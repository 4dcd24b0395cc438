import { expect, it } from 'vitest'
import { evaluate, knownMeasures, parseMeasure, qrelsFrom, runFrom, subtopicQrelsFrom } from '@towerkit/evaluation'
import golden from '../__golden__/all-measures.json' with { type: 'json' }

interface Case {
  readonly name: string
  readonly qrels: readonly (readonly [query: string, subtopic: string, document: string, relevance: number])[]
  readonly run: readonly (readonly [query: string, document: string, score: number])[]
  readonly values: Readonly<
    Record<
      string,
      {
        readonly source: string
        readonly mean: number | null
        readonly perQuery: Readonly<Record<string, number | null>>
      }
    >
  >
}
const cases = golden.cases as unknown as readonly Case[]

it.each(cases.map(content => [content.name, content] as const))(
  'equals ir_measures in every measure: %s',
  (_name, { qrels, run, values }) => {
    const diverse = qrels.some(([, subtopic]) => subtopic !== '0')
    const judgements = qrels.map(([query, subtopic, document, relevance]) => ({ query, subtopic, document, relevance }))
    const measures = Object.keys(values)
    const report = evaluate({
      ...(diverse ? { subtopics: subtopicQrelsFrom(judgements) } : { qrels: qrelsFrom(judgements) }),
      run: runFrom(run.map(([query, document, score]) => ({ query, document, score }))),
      measures,
    })
    for (const [measure, { mean, perQuery }] of Object.entries(values)) {
      const pairs = [
        ['mean', report.mean[measure]!, mean],
        ...report.queries.map((query, i) => [query, report.perQuery[measure]![i]!, perQuery[query]] as const),
      ] as const
      for (const [of, value, expected] of pairs) {
        if (typeof expected === 'number') expect(value, `${measure} of ${of}`).toBeCloseTo(expected, 10)
        else expect(value, `${measure} of ${of}`).toBeNaN()
      }
    }
  },
)

it('has golden values of every known measure, and of every other name', () => {
  const written = cases.flatMap(({ values }) => Object.keys(values)).map(text => text.replace(/[(@].*/, ''))
  for (const { name, aliases = {} } of knownMeasures)
    for (const each of [name, ...Object.keys(aliases)]) expect(written).toContain(each)
})

it('gives 0, or no value, where nothing was retrieved or nothing is relevant', () => {
  for (const text of new Set(cases.flatMap(({ values }) => Object.keys(values)))) {
    const subtopics = {
      ranked: [],
      judged: [
        [1, 0],
        [0, 0],
      ],
    }
    const value = parseMeasure(text).compute({
      ranked: [],
      judged: [1, 0],
      documents: [
        { relevance: 1, rank: Infinity, score: undefined },
        { relevance: 0, rank: Infinity, score: undefined },
      ],
      subtopics,
    })
    if (/^Accuracy/.test(text)) expect(value).toBeNaN()
    else if (!/^Num(Q|Rel)/.test(text)) expect(value, text).toBe(0)
    const none = parseMeasure(text).compute({
      ranked: [0, -Infinity],
      judged: [0],
      documents: [{ relevance: 0, rank: 1, score: 1 }],
      subtopics: { ranked: [[0], [-Infinity]], judged: [[0]] },
    })
    if (/^Accuracy/.test(text)) expect(none).toBeNaN()
    else if (!/^(Num(Q|Ret)|Judged)|gains=\{0/.test(text)) expect(none, text).toBe(0)
  }
})

it.each([
  [
    'needs subtopics',
    () =>
      evaluate({
        qrels: qrelsFrom([{ query: 'q', document: 'd', relevance: 1 }]),
        run: new Map(),
        measures: ['alpha_nDCG@5'],
      }),
    'argument',
  ],
  [
    'a diversity measure of a ranking without subtopics',
    () => parseMeasure('NRBP').compute({ ranked: [1], judged: [1] }),
    'data',
  ],
  ['Compat of a ranking without documents', () => parseMeasure('Compat').compute({ ranked: [1], judged: [1] }), 'data'],
  [
    'an ERR of a relevance above 4',
    () =>
      evaluate({
        qrels: qrelsFrom([{ query: 'q', document: 'd', relevance: 5 }]),
        run: runFrom([{ query: 'q', document: 'd', score: 1 }]),
        measures: ['ERR@5'],
      }),
    'data',
  ],
])('refuses: %s', (_name, work, code) => {
  expect(work).toThrow(expect.objectContaining({ code }))
})
