import { DataError, requireKnownOptions } from '@towerkit/core'
import { requireKind } from '../require-kind.ts'
import { studentizedRangeTail } from './studentized-range.ts'

/** How two of the systems differ. */
export interface TukeyComparison {
  readonly first: string
  readonly second: string
  /** Mean of the first minus mean of the second. */
  readonly difference: number
  /** Corrected for comparing all pairs. */
  readonly pValue: number
}

/** How `tukeyHsd` looks at the values. */
export interface TukeyHsdOptions {
  /**
   * Whether value `i` of each system belongs to the same query, whose difficulty is then taken out (two-way analysis of
   * variance). Otherwise the values are independent samples, which may differ in number. Default true.
   */
  readonly paired?: boolean
}

/**
 * Tukey's honestly significant difference: compares the means of all pairs of systems at once. With k systems, n values
 * each and s^2 the mean squared residual of the analysis of variance, p is the probability that the studentised range
 * of k means is above
 * |difference| / sqrt(s^2 / n); unequal numbers as Kramer has it.
 *
 * @param systems Values by the name of the system, such as `report.perQuery['nDCG@10']`; at least two systems of two
 *   values.
 * @returns all pairs, in the order of the systems. p has an error of about 1e-8.
 * @throws {DataError} if there are fewer, they are paired and differ in number, or a value is not finite.
 *
 * @example
 * const pairs = tukeyHsd({
 *   BM25: lexical.perQuery['nDCG@10'],
 *   student: student.perQuery['nDCG@10'],
 *   teacher: teacher.perQuery['nDCG@10'],
 * })
 *
 * @see Carterette, Multiple testing in statistical analysis of systems-based information retrieval experiments, TOIS
 *   2012
 */
export function tukeyHsd(
  systems: Readonly<Record<string, readonly number[]>>,
  options: TukeyHsdOptions = {},
): TukeyComparison[] {
  const { paired = true } = requireKnownOptions<TukeyHsdOptions>('tukeyHsd', options, { paired: true })
  requireKind('tukeyHsd', systems, { kind: 'an object', name: 'systems', example: '{ BM25: values, student: values }' })
  const names = Object.keys(systems)
  const values = Object.values(systems)
  validate(names, values, paired)
  const means = values.map(mean)
  const queries = paired ? values[0]!.map((_, q) => mean(values.map(each => each[q]!)) - mean(means)) : []
  const residuals = values.flatMap((each, s) => each.map((value, q) => value - means[s]! - (queries[q] ?? 0)))
  const degrees = paired ? (values.length - 1) * (queries.length - 1) : residuals.length - values.length
  const variance = residuals.reduce((sum, residual) => sum + residual ** 2, 0) / degrees
  return names.flatMap((first, a) =>
    names.slice(a + 1).map((second, i) => {
      const b = a + 1 + i
      const difference = means[a]! - means[b]!
      const error = Math.sqrt((variance / 2) * (1 / values[a]!.length + 1 / values[b]!.length))
      const pValue =
        difference === 0
          ? 1
          : error === 0
            ? 0
            : studentizedRangeTail(Math.abs(difference) / error, names.length, degrees)
      return { first, second, difference, pValue }
    }),
  )
}

function validate(names: readonly string[], values: readonly (readonly number[])[], paired: boolean): void {
  const short = names.find((_, i) => values[i]!.length < 2)
  if (names.length < 2 || short !== undefined)
    throw new DataError(
      `tukeyHsd: ${names.length} ` +
        `systems${short === undefined ? '' : `, and "${short}" has fewer than two values`}. Give at least two ` +
        'systems of two values.',
      { systems: names.length },
    )
  const other = names.find((_, i) => paired && values[i]!.length !== values[0]!.length)
  if (other !== undefined)
    throw new DataError(
      `tukeyHsd: "${other}" has ${values[names.indexOf(other)]!.length} values, "${names[0]}" ` +
        `${values[0]!.length}. Give as many, or paired: false.`,
      { system: other },
    )
  const wrong = names.find((_, i) => !values[i]!.every(Number.isFinite))
  if (wrong !== undefined)
    throw new DataError(`tukeyHsd: "${wrong}" has a value that is not finite. Give finite numbers.`, { system: wrong })
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
