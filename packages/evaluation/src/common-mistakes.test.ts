import { expect, it } from 'vitest'
import { TowerkitError } from '@towerkit/core'
import * as evaluation from '@towerkit/evaluation'
import {
  adjustPValues,
  beyondAccuracy,
  compare,
  evaluate,
  leaveOneOut,
  parseMeasure,
  qrelsFrom,
  runFrom,
  runFromHits,
  subtopicQrelsFrom,
  tukeyHsd,
} from '@towerkit/evaluation'
import { evaluationReport, reportHtml, reportMarkdown } from '@towerkit/evaluation/report'

const qrels = { q1: { d1: 1 }, q2: { d2: 2 } }
const run = { q1: { d1: 0.9, d2: 0.1 }, q2: { d1: 0.9, d2: 0.1 } }
const measures = ['nDCG@10', 'RR'] as const
const hits = [{ key: 'd1', score: 1 }]
const wrong = (value: unknown) => value as any

it('takes plain objects, maps, and one of each', () => {
  const maps = {
    qrels: qrelsFrom([
      { query: 'q1', document: 'd1', relevance: 1 },
      { query: 'q2', document: 'd2', relevance: 2 },
    ]),
    run: new Map(Object.entries(run).map(([query, documents]) => [query, new Map(Object.entries(documents))])),
  }
  const report = evaluate({ qrels, run, measures })
  expect(report.perQuery.RR).toEqual([1, 0.5])
  expect(evaluate({ ...maps, measures })).toEqual(report)
  expect(evaluate({ qrels, run: maps.run, measures })).toEqual(report)
  expect(evaluate(JSON.parse(JSON.stringify({ qrels, run, measures })))).toEqual(report)
})

it.each<[string, () => unknown]>([
  ['no options', () => wrong(evaluate)()],
  ['no run', () => evaluate(wrong({ qrels, measures }))],
  ['no qrels', () => evaluate({ run, measures })],
  ['no measures', () => evaluate(wrong({ qrels, run }))],
  ['one measure that is no list', () => evaluate(wrong({ qrels, run, measures: 'nDCG@10' }))],
  ['a measure that is a number', () => evaluate({ qrels, run, measures: [wrong(10)] })],
  ['judgements in place of qrels', () => evaluate({ qrels: wrong([{ query: 'q1', document: 'd1' }]), run, measures })],
  ['a run of hits', () => evaluate({ qrels, run: wrong([hits]), measures })],
  ['a run of lists', () => evaluate({ qrels, run: wrong({ q1: ['d1', 'd2'] }), measures })],
  ['a map of objects', () => evaluate({ qrels, run: wrong(new Map([['q1', { d1: 1 }]])), measures })],
  ['a run that was not awaited', () => evaluate({ qrels, run: wrong(Promise.resolve(run)), measures })],
  ['scores that are text', () => evaluate({ qrels, run: wrong({ q1: { d1: '0.9' } }), measures })],
  ['relevances that are text', () => evaluate({ qrels: wrong({ q1: { d1: '1' } }), run, measures })],
  ['an option of another name', () => evaluate(wrong({ qrels, run, metrics: measures, measures }))],
  ['hits that were not awaited', () => runFromHits(['q1'], wrong(Promise.resolve([hits])))],
  ['hits of one query', () => runFromHits(['q1'], wrong(hits))],
  ['one query id', () => runFromHits(wrong('q1'), [hits])],
  ['judgements that are an object', () => qrelsFrom(wrong(qrels))],
  ['a run that is an object', () => runFrom(wrong(run))],
  ['no subtopics', () => subtopicQrelsFrom(wrong(undefined))],
  ['judgements that are nothing', () => qrelsFrom([wrong(undefined)])],
  ['one report', () => wrong(compare)(evaluate({ qrels, run, measures }))],
  ['means in place of reports', () => compare(wrong({ RR: 1 }), wrong({ RR: 0.5 }))],
  ['no text of a measure', () => wrong(parseMeasure)()],
  ['a report in place of values', () => tukeyHsd(wrong(undefined))],
  ['p-values by name', () => adjustPValues(wrong({ RR: 0.1 }))],
  ['no interactions', () => leaveOneOut(wrong(undefined))],
  ['no options of a recommender', () => wrong(beyondAccuracy)(new Map())],
  ['no systems', () => evaluationReport(wrong(undefined), { title: 'None' })],
  ['a report that is no system', () => evaluationReport(wrong(evaluate({ qrels, run, measures })), { title: 'One' })],
  ['no report', () => reportMarkdown(wrong(undefined))],
])('has a typed error for %s', (_name, work) => {
  expect(work).toThrow(TowerkitError)
})

it('has a typed error for no report of a page', async () => {
  await expect(reportHtml(wrong(undefined))).rejects.toThrow(TowerkitError)
})

const functions = Object.entries(evaluation).filter(([, value]) => typeof value === 'function')

it.each(functions.map(([name, work]) => [name, work] as const))(
  '%s takes nothing wrong for granted',
  async (_name, work) => {
    for (const given of [[], [undefined], [null], ['text'], [{}], [[1]]])
      await new Promise(resolve => resolve(wrong(work)(...given))).catch(error =>
        expect(error).toBeInstanceOf(TowerkitError),
      )
  },
)

it.each([
  ['ndcg@10', 'nDCG@10'],
  ['NDCG10', 'nDCG@10'],
  ['nDCG_10', 'nDCG@10'],
  ['ndcg_cut_10', 'nDCG@10'],
  ['ndgc@5', 'nDCG@5'],
  ['recall@100', 'R@100'],
  ['recall_100', 'R@100'],
  ['precision@5', 'P@5'],
  ['P_5', 'P@5'],
  ['P5', 'P@5'],
  ['presicion@5', 'P@5'],
  ['map', 'AP'],
  ['MAP@', 'AP'],
  ['mean average precision', 'AP'],
  ['mrr@10', 'RR@10'],
  ['hit_rate@10', 'Success@10'],
  ['HR@10', 'Success@10'],
  ['Hits@1', 'Success@1'],
  ['success@3', 'Success@3'],
  ['bpref@10', 'Bpref'],
  ['iprec@0.2', 'IPrec@0.2'],
])('asks whether %s was meant to be %s', (text, nearest) => {
  expect(() => parseMeasure(text)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(`Did you mean "${nearest}"?`) }),
  )
  expect(parseMeasure(nearest).name).toBe(nearest)
})

it('asks nothing where no measure is near', () => {
  for (const text of ['', '@10', 'accuracy score of the whole', '12', 'BLEU'])
    expect(() => parseMeasure(text)).toThrow(
      expect.objectContaining({ code: 'argument', message: expect.not.stringContaining('Did you mean') }),
    )
})
