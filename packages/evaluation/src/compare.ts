import { ArgumentError, DataError, seededRandom, requireKnownOptions } from '@towerkit/core'
import type { Report } from './report.ts'
import { quantile } from './quantile.ts'
import { requireReport } from './require-report.ts'
import { bootstrapMeans } from './significance/bootstrap-means.ts'
import { bootstrapTest } from './significance/bootstrap-test.ts'
import { pairedTTest } from './significance/paired-t-test.ts'
import { randomisationTest } from './significance/randomisation-test.ts'

/** How `compare` tests. */
export interface CompareOptions {
  /** Where the p-value comes from. Default 'randomisation'. */
  readonly test?: 'randomisation' | 'bootstrap' | 'paired-t'
  /** Random exchanges, and resamples of the interval. A whole number of at least 100, default 10,000. */
  readonly samples?: number
  /** The interval holds this share of the resamples. Between 0 and 1, default 0.95. */
  readonly confidence?: number
  /** The same seed gives the same result. Default 1. */
  readonly seed?: number
}

/** How one measure differs between two reports. */
export interface Comparison {
  /** Mean of the baseline. */
  readonly baseline: number
  /** Mean of the other report. */
  readonly value: number
  /** `value - baseline`: above 0 the baseline is beaten. */
  readonly difference: number
  /** Percentile interval of the difference, from a paired bootstrap over queries. */
  readonly interval: readonly [low: number, high: number]
  /** Two-sided p-value of "both are the same". Not corrected for comparing several measures or systems. */
  readonly pValue: number
}

/**
 * Tells by how much a report differs from a baseline, and whether chance would explain it.
 *
 * @param baseline Report of the system to beat.
 * @param report Report of the other system, over the same queries in any order.
 * @returns a comparison for each measure that both reports have.
 * @throws {DataError} if the reports cover different queries or fewer than two, or have no measure in common.
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * const verdict = compare(baseline, report, { test: 'randomisation' })
 * if (verdict['nDCG@10'].pValue < 0.05) console.log(`changed by ${verdict['nDCG@10'].difference}`)
 *
 * @see Smucker, Allan and Carterette, A comparison of statistical significance tests for information retrieval
 *   evaluation, CIKM 2007
 */
export function compare<Baseline extends string, Other extends string>(
  baseline: Report<Baseline>,
  report: Report<Other>,
  options: CompareOptions = {},
): Record<Baseline & Other, Comparison> {
  const {
    test = 'randomisation',
    samples = 10_000,
    confidence = 0.95,
    seed = 1,
  } = requireKnownOptions<CompareOptions>('compare', options, {
    test: true,
    samples: true,
    confidence: true,
    seed: true,
  })
  requireReport('compare', 'the baseline', baseline)
  requireReport('compare', 'the report', report)
  validateOptions({ test, samples, confidence, seed })
  const names = Object.keys(baseline.mean).filter((name): name is Baseline & Other => Object.hasOwn(report.mean, name))
  if (names.length === 0) {
    throw new DataError(
      `compare: no common measure; the baseline has ${Object.keys(baseline.mean)}, the report ` +
        `${Object.keys(report.mean)}. Evaluate both with the same measures.`,
    )
  }
  const places = baselinePlaces(baseline.queries, report.queries)
  return Object.fromEntries(
    names.map(name => {
      const differences = report.perQuery[name]
        .map((value, i) => value - baseline.perQuery[name][places[i]!]!)
        .filter(difference => !Number.isNaN(difference))
      if (differences.length < 2)
        throw new DataError(
          `compare: ${differences.length} queries have a value of "${name}" in both reports. Give at least two.`,
          { measure: name },
        )
      const difference = differences.reduce((sum, value) => sum + value, 0) / differences.length
      const means = bootstrapMeans(differences, samples, seededRandom(seed))
      const pValue = {
        randomisation: () => randomisationTest(differences, samples, seededRandom(seed)),
        bootstrap: () => bootstrapTest(means, difference),
        'paired-t': () => pairedTTest(differences),
      }[test]()
      const interval = [quantile(means, (1 - confidence) / 2), quantile(means, (1 + confidence) / 2)] as const
      return [name, { baseline: baseline.mean[name], value: report.mean[name], difference, interval, pValue }]
    }),
  ) as unknown as Record<Baseline & Other, Comparison>
}

function validateOptions({ test, samples, confidence, seed }: Required<CompareOptions>): void {
  if (!['randomisation', 'bootstrap', 'paired-t'].includes(test)) {
    throw new ArgumentError(`compare: test is "${test}". Give randomisation, bootstrap or paired-t.`, { test })
  }
  if (!Number.isSafeInteger(samples) || samples < 100)
    throw new ArgumentError(`compare: samples is ${samples}. Give a whole number of at least 100.`, { samples })
  if (!(confidence > 0 && confidence < 1))
    throw new ArgumentError(`compare: confidence is ${confidence}. Give a number between 0 and 1, such as 0.95.`, {
      confidence,
    })
  if (!Number.isSafeInteger(seed)) throw new ArgumentError(`compare: seed is ${seed}. Give a whole number.`, { seed })
}

/** For each query of the report, where the baseline has it. */
function baselinePlaces(baseline: readonly string[], report: readonly string[]): number[] {
  const places = new Map(baseline.map((query, i) => [query, i]))
  const missing = report.find(query => !places.has(query))
  if (missing !== undefined || baseline.length !== report.length) {
    throw new DataError(
      `compare: the baseline has ${baseline.length} queries, the report ` +
        `${report.length}${missing === undefined ? '' : `, of which the baseline lacks "${missing}"`}. Evaluate ` +
        'both with the same qrels.',
      { baseline: baseline.length, report: report.length },
    )
  }
  if (report.length < 2)
    throw new DataError(`compare: ${report.length} query. Give at least two, since the test is over queries.`, {
      queries: report.length,
    })
  return report.map(query => places.get(query)!)
}
