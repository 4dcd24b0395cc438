import { ArgumentError, requireInputs, requireKnownOptions } from '@towerkit/core'
import { judgedRanking } from './judged-ranking.ts'
import type { Measure } from './measures/measure.ts'
import { parseMeasure } from './measures/parse-measure.ts'
import { tableOf, type PlainTable } from './plain-table.ts'
import type { Qrels } from './qrels.ts'
import type { Report } from './report.ts'
import type { Run } from './run.ts'
import { withoutSubtopics, type SubtopicQrels } from './subtopic-qrels.ts'
import { validateEvaluation } from './validate-evaluation.ts'

/** What `evaluate` works on. */
export interface EvaluateOptions<Name extends string> {
  /**
   * Relevance of documents, as `Qrels` or as plain objects: `{ q1: { d1: 1 } }`. Default: the subtopics' judgements,
   * each document with its highest relevance.
   */
  readonly qrels?: Qrels | PlainTable
  /** Needed by measures of diversity, such as alpha_nDCG. */
  readonly subtopics?: SubtopicQrels
  /** Scores of the retrieved documents, as a `Run` or as plain objects: `{ q1: { d2: 0.9, d1: 0.4 } }`. */
  readonly run: Run | PlainTable
  /** Strings such as 'nDCG@10', or measures of your own. At least one. */
  readonly measures: readonly (Name | Measure<Name>)[]
  /**
   * What becomes of equal scores: 'ordered' as the measure's definition has it, or 'expected' for the mean over all
   * their orders, each as likely. So a recommender with equal scores for everything gets the value of chance, however
   * the catalogue is sorted. nDCG, P, R, RR and Success have it. Default 'ordered'.
   */
  readonly ties?: 'ordered' | 'expected'
}

/**
 * Scores a run against judgements.
 *
 * Every judged query counts, one that the run misses with 0, as with `trec_eval -c` and ir_measures. Unjudged queries
 * are ignored. Documents that are not judged are not relevant. Equal scores are ordered for each measure as the
 * implementation behind it in ir_measures orders them: by document id, last first, for all of trec_eval's.
 *
 * @returns the mean of each measure (of counts such as NumRet the sum), and the value of each query.
 * @throws {ArgumentError} if a measure is unknown or comes twice, or needs subtopics that are not given; if qrels or
 *   run are neither maps nor plain objects.
 * @throws {DataError} if no query is judged, the run has queries but none of them is judged, or a number is NaN.
 *
 * @example
 * const { mean } = evaluate({
 *   qrels: { q1: { d1: 1 } },
 *   run: { q1: { d2: 0.9, d1: 0.4 } },
 *   measures: ['nDCG@10', 'R@100', 'RR'],
 * })
 * console.log(mean['nDCG@10']) // 0.63...
 *
 * @see https://github.com/usnistgov/trec_eval
 */
export function evaluate<const Name extends string>(options: EvaluateOptions<Name>): Report<Name> {
  const {
    subtopics,
    measures,
    ties = 'ordered',
  } = requireKnownOptions<EvaluateOptions<Name>>('evaluate', options, {
    qrels: true,
    subtopics: true,
    run: true,
    measures: true,
    ties: true,
  })
  requireInputs('evaluate', measures, 'measures')
  const parsed = Array.from(measures, measure =>
    typeof measure === 'object' && measure !== null ? measure : parseMeasure(measure),
  ) as Measure<Name>[]
  if (options.qrels === undefined && subtopics === undefined)
    throw new ArgumentError('evaluate: there are neither qrels nor subtopics. Give qrels, such as { q1: { d1: 1 } }.')
  const qrels = options.qrels === undefined ? withoutSubtopics(subtopics!) : tableOf('evaluate', 'qrels', options.qrels)
  const run = tableOf('evaluate', 'run', options.run)
  validateEvaluation(parsed, { qrels, subtopics, run, ties })
  const queries = [...qrels.keys()]
  const values = parsed.map(() => new Array<number>(queries.length))
  for (const [i, query] of queries.entries()) {
    const scores = run.get(query)
    const ranking = judgedRanking({
      query,
      judgements: qrels.get(query)!,
      scores: scores ?? nothing,
      subtopics: subtopics && (subtopics.get(query) ?? new Map()),
    })
    for (const [m, measure] of parsed.entries()) {
      values[m]![i] =
        scores === undefined
          ? (measure.missing ?? 0)
          : ties === 'expected'
            ? measure.expected!(ranking('first id'))
            : measure.compute(ranking(measure.ties ?? 'trec_eval'))
    }
  }
  return {
    queries,
    mean: byName(
      parsed,
      parsed.map(({ aggregate }, m) =>
        (aggregate === 'sum' ? sum : mean)(values[m]!.filter(value => !Number.isNaN(value))),
      ),
    ),
    perQuery: byName(parsed, values),
  }
}

const nothing: ReadonlyMap<string, number> = new Map()

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

function byName<Name extends string, Value>(
  measures: readonly Measure<Name>[],
  values: readonly Value[],
): Record<Name, Value> {
  return Object.fromEntries(measures.map(({ name }, i) => [name, values[i]!])) as Record<Name, Value>
}
