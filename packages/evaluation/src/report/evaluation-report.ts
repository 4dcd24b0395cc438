import { ArgumentError, DataError, seededRandom, requireKnownOptions } from '@towerkit/core'
import { compare, type Comparison } from '../compare.ts'
import { quantile } from '../quantile.ts'
import type { Report } from '../report.ts'
import { requireKind } from '../require-kind.ts'
import { requireReport } from '../require-report.ts'
import { adjustPValues } from '../significance/adjust-p-values.ts'
import { bootstrapMeans } from '../significance/bootstrap-means.ts'

/** How `evaluationReport` compares. */
export interface EvaluationReportOptions {
  readonly title: string
  /** The system that the others are compared with. Default: the first. */
  readonly baseline?: string
  /** The intervals hold this share of the resamples. Between 0 and 1, default 0.95. */
  readonly confidence?: number
  /** Resamples and exchanges. A whole number of at least 100, default 10,000. */
  readonly samples?: number
  /** The same seed gives the same report. Default 1. */
  readonly seed?: number
}

/** One measure of one system. */
export interface MeasuredValue {
  /** Over the queries, of counts too. */
  readonly mean: number
  /** Percentile interval of the mean, from a bootstrap over queries. */
  readonly interval: readonly [low: number, high: number]
  /** Against the baseline; `adjustedPValue` is Holm's, over all systems and measures. The baseline itself has none. */
  readonly comparison?: Comparison & { readonly adjustedPValue: number }
}

/** Several systems on the same queries. Plain data, which is the report as JSON. */
export interface EvaluationReport {
  readonly title: string
  readonly baseline: string
  readonly confidence: number
  readonly queries: readonly string[]
  readonly measures: readonly string[]
  readonly systems: readonly {
    readonly name: string
    readonly values: Readonly<Record<string, MeasuredValue>>
    readonly perQuery: Readonly<Record<string, readonly number[]>>
  }[]
}

/**
 * Puts the reports of several systems side by side: means with intervals, and randomisation tests against a baseline,
 * with p-values corrected for their number.
 *
 * @param systems What `evaluate` gave for each system, by its name; at least one. All over the same queries, in the
 *   same order.
 * @returns plain data, which `reportMarkdown` and `reportHtml` write out.
 * @throws {DataError} if there is no system, or they have other queries or no measure in common.
 * @throws {ArgumentError} if a system is no report, the baseline is not among the systems, or an option is out of
 *   range.
 *
 * @example
 * const report = evaluationReport({ BM25: lexical, student: dense }, { title: 'Held-out modules' })
 * await writeFile('report.html', await reportHtml(report))
 */
export function evaluationReport(
  systems: Readonly<Record<string, Report>>,
  options: EvaluationReportOptions,
): EvaluationReport {
  requireKnownOptions<EvaluationReportOptions>('evaluationReport', options, {
    title: true,
    baseline: true,
    confidence: true,
    samples: true,
    seed: true,
  })
  requireKind('evaluationReport', systems, {
    kind: 'an object',
    name: 'systems',
    example: '{ BM25: report, student: report }',
  })
  const names = Object.keys(systems)
  for (const name of names) requireReport('evaluationReport', `the system "${name}"`, systems[name])
  const { title, baseline = names[0], confidence = 0.95, samples = 10_000, seed = 1 } = options
  if (names.length === 0 || baseline === undefined)
    throw new DataError('evaluationReport: no systems. Give at least one.')
  const base = systems[baseline]
  if (base === undefined)
    throw new ArgumentError(`evaluationReport: baseline is "${baseline}". Give one of ${names.join(', ')}.`, {
      baseline,
    })
  const measures = Object.keys(base.mean).filter(measure =>
    names.every(name => Object.hasOwn(systems[name]!.mean, measure)),
  )
  if (measures.length === 0)
    throw new DataError('evaluationReport: the systems have no measure in common. Evaluate all with the same measures.')
  const other = names.find(name => systems[name]!.queries.join('\n') !== base.queries.join('\n'))
  if (other !== undefined)
    throw new DataError(
      `evaluationReport: "${other}" has other queries than "${baseline}". Evaluate all with the same qrels.`,
      { system: other, baseline },
    )
  const comparisons = new Map(
    names
      .filter(name => name !== baseline)
      .map(name => [name, compare(base, systems[name]!, { confidence, samples, seed })]),
  )
  const adjusted = adjustPValues(
    [...comparisons.values()].flatMap(comparison => measures.map(measure => comparison[measure]!.pValue)),
  )
  const order = [...comparisons.keys()]
  return {
    title,
    baseline,
    confidence,
    measures,
    queries: base.queries,
    systems: names.map(name => ({
      name,
      perQuery: Object.fromEntries(measures.map(measure => [measure, systems[name]!.perQuery[measure]!])),
      values: Object.fromEntries(
        measures.map((measure, m) => {
          const values = systems[name]!.perQuery[measure]!.filter(value => !Number.isNaN(value))
          const means = bootstrapMeans(values, samples, seededRandom(seed))
          const comparison = comparisons.get(name)?.[measure]
          return [
            measure,
            {
              mean: values.reduce((sum, value) => sum + value, 0) / values.length,
              interval: [quantile(means, (1 - confidence) / 2), quantile(means, (1 + confidence) / 2)] as const,
              ...(comparison === undefined
                ? {}
                : {
                    comparison: { ...comparison, adjustedPValue: adjusted[order.indexOf(name) * measures.length + m]! },
                  }),
            },
          ]
        }),
      ),
    })),
  }
}
