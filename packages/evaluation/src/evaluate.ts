import { ArgumentError, DataError } from '@towerkit/core'
import { judgedRanking } from './judged-ranking.ts'
import type { Measure } from './measures/measure.ts'
import { parseMeasure } from './measures/parse-measure.ts'
import type { Qrels } from './qrels.ts'
import type { Report } from './report.ts'
import type { Run } from './run.ts'
import { withoutSubtopics, type SubtopicQrels } from './subtopic-qrels.ts'

/** What `evaluate` works on. */
export interface EvaluateOptions<Name extends string> {
  /** Default: the subtopics' judgements, each document with its highest relevance. */
  readonly qrels?: Qrels
  /** Needed by measures of diversity, such as alpha_nDCG. */
  readonly subtopics?: SubtopicQrels
  readonly run: Run
  /** Strings such as 'nDCG@10', or measures of your own. At least one. */
  readonly measures: readonly (Name | Measure<Name>)[]
}

/**
 * Scores a run against judgements.
 *
 * Every judged query counts, one that the run misses with 0, as with `trec_eval -c` and ir_measures. Queries that are
 * not judged are passed over. Documents that are not judged are not relevant. Equal scores are ordered for each measure
 * as the implementation behind it in ir_measures orders them: by document id, last first, for all of trec_eval's.
 *
 * @returns the mean of each measure (of counts such as NumRet the sum), and the value of each query.
 * @throws {ArgumentError} if a measure is unknown or comes twice, or needs subtopics that are not given.
 * @throws {DataError} if no query is judged, the run has queries but none of them is judged, or a number is NaN.
 *
 * @example
 * const { mean } = evaluate({ qrels, run, measures: ['nDCG@10', 'R@100', 'RR'] })
 * console.log(mean['nDCG@10'])
 *
 * @see https://github.com/usnistgov/trec_eval
 */
export function evaluate<const Name extends string>({
  qrels: given,
  subtopics,
  run,
  measures,
}: EvaluateOptions<Name>): Report<Name> {
  const parsed = measures.map(measure =>
    typeof measure === 'string' ? parseMeasure(measure) : measure,
  ) as Measure<Name>[]
  const qrels = given ?? withoutSubtopics(subtopics ?? new Map())
  validate(parsed, { qrels, subtopics, run })
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
        scores === undefined ? (measure.missing ?? 0) : measure.compute(ranking(measure.ties ?? 'trec_eval'))
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

function validate(
  measures: readonly Measure[],
  {
    qrels,
    subtopics,
    run,
  }: { readonly qrels: Qrels; readonly subtopics: SubtopicQrels | undefined; readonly run: Run },
): void {
  if (measures.length === 0) throw new ArgumentError('evaluate: no measures. Give at least one, such as "nDCG@10".')
  const twice = measures.find(({ name }, i) => measures.findIndex(other => other.name === name) !== i)
  if (twice !== undefined)
    throw new ArgumentError(`evaluate: measure "${twice.name}" comes twice. Give each once.`, { measure: twice.name })
  const diversity = measures.find(({ needsSubtopics }) => needsSubtopics)
  if (diversity !== undefined && subtopics === undefined)
    throw new ArgumentError(`evaluate: "${diversity.name}" needs relevance to subtopics. Give subtopics.`, {
      measure: diversity.name,
    })
  if (qrels.size === 0) throw new DataError('evaluate: no query is judged. Give qrels with at least one query.')
  if (run.size > 0 && ![...run.keys()].some(query => qrels.has(query))) {
    const [first] = run.keys()
    const [judged] = qrels.keys()
    throw new DataError(
      `evaluate: none of the run's ${run.size} queries is judged; it has "${first}", the qrels "${judged}". Use ` +
        'the same query ids in both.',
      { runQueries: run.size, judgedQueries: qrels.size },
    )
  }
}

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
