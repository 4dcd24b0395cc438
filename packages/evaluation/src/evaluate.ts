import { ArgumentError, DataError } from '@towerkit/core'
import type { JudgedRanking, Measure } from './measures/measure.ts'
import { parseMeasure } from './measures/parse-measure.ts'
import type { Qrels } from './qrels.ts'
import { invalidNumber } from './query-table.ts'
import { rankedDocuments } from './ranked-documents.ts'
import type { Report } from './report.ts'
import type { Run } from './run.ts'

/** What `evaluate` works on. */
export interface EvaluateOptions<Name extends string> {
  readonly qrels: Qrels
  readonly run: Run
  /** Strings such as 'nDCG@10', or measures of your own. At least one. */
  readonly measures: readonly (Name | Measure<Name>)[]
}

/**
 * Scores a run against judgements.
 *
 * Every judged query counts, one that the run misses with 0, as with `trec_eval -c` and ir_measures. Queries that are
 * not judged are passed over. Documents that are not judged are not relevant.
 *
 * @returns the mean of each measure, and the value of each query.
 * @throws {ArgumentError} if a measure is unknown or comes twice.
 * @throws {DataError} if no query is judged, the run has queries but none of them is judged, or a number is NaN.
 *
 * @example
 * const { mean } = evaluate({ qrels, run, measures: ['nDCG@10', 'R@100', 'RR'] })
 * console.log(mean['nDCG@10'])
 *
 * @see https://github.com/usnistgov/trec_eval
 */
export function evaluate<const Name extends string>({ qrels, run, measures }: EvaluateOptions<Name>): Report<Name> {
  const parsed = measures.map(measure => (typeof measure === 'string' ? parseMeasure(measure) : measure)) as Measure<Name>[]
  validate(parsed, qrels, run)
  const queries = [...qrels.keys()]
  const values = parsed.map(() => new Array<number>(queries.length))
  for (const [i, query] of queries.entries()) {
    const ranking = judgedRanking(query, qrels.get(query)!, run.get(query) ?? nothing)
    for (const [m, measure] of parsed.entries()) values[m]![i] = measure.compute(ranking)
  }
  return {
    queries,
    mean: byName(parsed, values.map(mean)),
    perQuery: byName(parsed, values),
  }
}

const nothing: ReadonlyMap<string, number> = new Map()

function validate(measures: readonly Measure[], qrels: Qrels, run: Run): void {
  if (measures.length === 0) throw new ArgumentError('evaluate: no measures. Give at least one, such as "nDCG@10".')
  const twice = measures.find(({ name }, i) => measures.findIndex(other => other.name === name) !== i)
  if (twice !== undefined) throw new ArgumentError(`evaluate: measure "${twice.name}" comes twice. Give each once.`, { measure: twice.name })
  if (qrels.size === 0) throw new DataError('evaluate: no query is judged. Give qrels with at least one query.')
  if (run.size > 0 && ![...run.keys()].some(query => qrels.has(query))) {
    const [first] = run.keys()
    const [judged] = qrels.keys()
    throw new DataError(
      `evaluate: none of the run's ${run.size} queries is judged; it has "${first}", the qrels "${judged}". Use the same query ids in both.`,
      { runQueries: run.size, judgedQueries: qrels.size },
    )
  }
}

function judgedRanking(query: string, judgements: ReadonlyMap<string, number>, scores: ReadonlyMap<string, number>): JudgedRanking {
  for (const [document, relevance] of judgements) {
    if (!Number.isFinite(relevance)) throw invalidNumber('evaluate', query, document, relevance)
  }
  for (const [document, score] of scores) {
    if (typeof score !== 'number' || Number.isNaN(score)) throw invalidNumber('evaluate', query, document, score)
  }
  return {
    ranked: rankedDocuments(scores).map(document => judgements.get(document) ?? -Infinity),
    judged: [...judgements.values()].sort((a, b) => b - a),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function byName<Name extends string, Value>(measures: readonly Measure<Name>[], values: readonly Value[]): Record<Name, Value> {
  return Object.fromEntries(measures.map(({ name }, i) => [name, values[i]!])) as Record<Name, Value>
}
