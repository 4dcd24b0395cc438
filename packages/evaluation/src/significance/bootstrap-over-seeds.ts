import { ArgumentError, seededRandom, ShapeError, requireKnownOptions } from '@towerkit/core'
import { requireKind } from '../require-kind.ts'

/** A mean over seeds and items, with its interval. */
export interface SeedEstimate {
  readonly mean: number
  /** Lower end of the interval. */
  readonly low: number
  /** Upper end of the interval. */
  readonly high: number
  readonly seeds: number
  readonly items: number
}

/** Options of `bootstrapOverSeeds`. */
export interface BootstrapOverSeedsOptions {
  /**
   * What to subtract, item by item: as many runs, of the same seeds in the same order, or one run that all are compared
   * with.
   */
  readonly against?: readonly ArrayLike<number>[]
  /** For each item the number of its unit, from 0: a user with several targets is drawn with all of them. */
  readonly units?: ArrayLike<number>
  /** Resamples. Default 2000. */
  readonly samples?: number
  /** Share of the resamples within the interval. Default 0.95. */
  readonly confidence?: number
  /** Source of the resamples. Default 1. */
  readonly seed?: number
}

/**
 * Mean over several runs that differ in their seed, or of the difference to other runs, with the interval of a paired
 * bootstrap that resamples seeds and items (percentiles of the resampled means).
 *
 * An interval only over items says how far other items would agree with this one trained model; training again with
 * another seed moves the result too, often by more.
 *
 * @param runs For each seed one number an item, such as nDCG@10 of each query; items in the same order in all runs.
 * @throws {ShapeError} if the runs have different lengths.
 * @throws {ArgumentError} if there are no runs or no items, or an option is out of its range.
 *
 * @example
 * const { mean, low, high } = bootstrapOverSeeds([seed1, seed2, seed3], { against: [baseline1, baseline2, baseline3] })
 *
 * @see Efron and Tibshirani, An introduction to the bootstrap, 1993, chapter 13.
 */
export function bootstrapOverSeeds(
  runs: readonly ArrayLike<number>[],
  options: BootstrapOverSeedsOptions = {},
): SeedEstimate {
  const {
    against,
    units,
    samples = 2000,
    confidence = 0.95,
    seed = 1,
  } = requireKnownOptions<BootstrapOverSeedsOptions>('bootstrapOverSeeds', options, {
    against: true,
    units: true,
    samples: true,
    confidence: true,
    seed: true,
  })
  requireKind('bootstrapOverSeeds', runs, { kind: 'an array', name: 'runs', example: 'the values of each seed' })
  const items = runs[0]?.length ?? 0
  if (items === 0)
    throw new ArgumentError(`bootstrapOverSeeds: ${runs.length} runs of ${items} items. Give at least one of each.`)
  if (!Number.isInteger(samples) || samples < 1 || !(confidence > 0 && confidence < 1))
    throw new ArgumentError(
      `bootstrapOverSeeds: ${samples} samples, confidence ${confidence}. Give a whole number above 0, and a share.`,
      { samples, confidence },
    )
  const rows = differences(runs, against, items)
  const members = membersOf(units, items)
  const random = seededRandom(seed)
  const means = Array.from({ length: samples }, () => {
    const drawn = rows.map(() => rows[Math.floor(random() * rows.length)]!)
    let sum = 0
    let count = 0
    for (let i = 0; i < members.length; i++) {
      const unit = members[Math.floor(random() * members.length)]!
      count += unit.length
      for (const row of drawn) for (const item of unit) sum += row[item]!
    }
    return sum / count / rows.length
  }).sort((a, b) => a - b)
  const tail = (1 - confidence) / 2
  return {
    mean: rows.reduce((sum, row) => sum + row.reduce((total, value) => total + value, 0) / items, 0) / rows.length,
    low: means[Math.floor(tail * samples)]!,
    high: means[Math.ceil((1 - tail) * samples) - 1]!,
    seeds: rows.length,
    items,
  }
}

function differences(
  runs: readonly ArrayLike<number>[],
  against: readonly ArrayLike<number>[] | undefined,
  items: number,
): Float64Array[] {
  if (against && against.length !== 1 && against.length !== runs.length)
    throw new ShapeError(
      `bootstrapOverSeeds: ${runs.length} runs against ${against.length}. Give as many, of the same seeds, or one.`,
      { runs: runs.length, against: against.length },
    )
  const odd = [...runs, ...(against ?? [])].find(({ length }) => length !== items)
  if (odd)
    throw new ShapeError(
      `bootstrapOverSeeds: runs of ${items} and of ${odd.length} items. Give the same items in the same order.`,
      { items, other: odd.length },
    )
  return runs.map((run, i) => {
    const other = against?.[against.length === 1 ? 0 : i]
    return Float64Array.from(run, (value, item) => value - (other?.[item] ?? 0))
  })
}

/** Items of each unit; without units each item is one of its own. */
function membersOf(units: ArrayLike<number> | undefined, items: number): readonly (readonly number[])[] {
  if (!units) return Array.from({ length: items }, (_, item) => [item])
  if (units.length !== items)
    throw new ShapeError(`bootstrapOverSeeds: units of ${units.length} items, runs of ${items}.`, {
      units: units.length,
      items,
    })
  const members: number[][] = []
  for (let item = 0; item < items; item++) (members[units[item]!] ??= []).push(item)
  return members.filter(Boolean)
}
