import { AbortedError, ArgumentError, seededRandom, requireKnownOptions } from '@towerkit/core'
import { quantile } from '../quantile.ts'
import { requireKind } from '../require-kind.ts'

/** How `measureLatency` runs. */
export interface MeasureLatencyOptions {
  /** Measured runs of each system. A whole number of at least 2, default 30. */
  readonly runs?: number
  /** Runs of each before them, which do not count. A whole number of at least 0, default 3. */
  readonly warmUp?: number
  /** How many items one run works on, for the throughput. Above 0, default 1. */
  readonly items?: number
  /** The system that the others are compared with. Default: the first. */
  readonly baseline?: string
  /** The interval of the ratio holds this share of the resamples. Between 0 and 1, default 0.95. */
  readonly confidence?: number
  /** Decides the order within each round, and the resamples. Default 1. */
  readonly seed?: number
  /** Stops between two runs. */
  readonly signal?: AbortSignal
}

/** How fast a system is. */
export interface LatencyReport {
  readonly runs: number
  readonly meanMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  /** Items over the time of all runs. */
  readonly itemsPerSecond: number
  /**
   * Median over rounds of the baseline's time divided by this one's: 2 is twice as fast as the baseline. The baseline
   * itself has none.
   */
  readonly speedUp?: { readonly ratio: number; readonly interval: readonly [low: number, high: number] }
}

/**
 * Compares how long systems take: in each round each runs once, in a random order, so that other load affects all
 * alike; ratios are computed within rounds.
 *
 * @param systems What to run, by name; at least one. A promise is waited for.
 * @returns a report for each, with the same names.
 * @throws {ArgumentError} if there is no system, or an option is out of range.
 * @throws {AbortedError} if the signal says so.
 *
 * @example
 * const { student } = await measureLatency(
 *   { teacher: () => teacher.encodeQueries(texts), student: () => student.encodeQueries(texts) },
 *   { items: texts.length },
 * )
 * console.log(student.speedUp?.ratio, student.speedUp?.interval, student.itemsPerSecond)
 */
export async function measureLatency<Name extends string>(
  systems: Readonly<Record<Name, () => unknown>>,
  options: MeasureLatencyOptions = {},
): Promise<Record<Name, LatencyReport>> {
  requireKind('measureLatency', systems, { kind: 'an object', name: 'systems', example: '{ name: () => work }' })
  requireKnownOptions<MeasureLatencyOptions>('measureLatency', options, {
    runs: true,
    warmUp: true,
    items: true,
    baseline: true,
    confidence: true,
    seed: true,
    signal: true,
  })
  const names = Object.keys(systems) as Name[]
  const { runs = 30, warmUp = 3, items = 1, baseline = names[0] ?? '', confidence = 0.95, seed = 1, signal } = options
  validateOptions(names, { runs, warmUp, items, baseline, confidence, seed })
  const random = seededRandom(seed)
  const times = Object.fromEntries(names.map(name => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = -warmUp; round < runs; round++) {
    for (const name of shuffled(names, random)) {
      if (signal?.aborted) throw new AbortedError('measureLatency: stopped by its signal.', { cause: signal.reason })
      const started = performance.now()
      await systems[name]()
      if (round >= 0) times[name].push(performance.now() - started)
    }
  }
  return Object.fromEntries(
    names.map(name => {
      const sorted = [...times[name]].sort((a, b) => a - b)
      const total = sorted.reduce((sum, time) => sum + time, 0)
      return [
        name,
        {
          runs,
          meanMs: total / runs,
          p50Ms: quantile(sorted, 0.5),
          p95Ms: quantile(sorted, 0.95),
          p99Ms: quantile(sorted, 0.99),
          itemsPerSecond: ((runs * items) / total) * 1000,
          ...(name === baseline
            ? {}
            : {
                speedUp: speedUp(
                  times[baseline as Name].map((time, i) => time / times[name][i]!),
                  confidence,
                  seed,
                ),
              }),
        },
      ]
    }),
  ) as unknown as Record<Name, LatencyReport>
}

/** Bootstrap over rounds. */
function speedUp(
  ratios: readonly number[],
  confidence: number,
  seed: number,
): { ratio: number; interval: [number, number] } {
  const random = seededRandom(seed)
  const median = (values: number[]) =>
    quantile(
      values.sort((a, b) => a - b),
      0.5,
    )
  const resamples = Float64Array.from({ length: 2000 }, () =>
    median(ratios.map(() => ratios[Math.floor(random() * ratios.length)]!)),
  ).sort()
  return {
    ratio: median([...ratios]),
    interval: [quantile(resamples, (1 - confidence) / 2), quantile(resamples, (1 + confidence) / 2)],
  }
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const result = [...values]
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[result[i], result[j]] = [result[j]!, result[i]!]
  }
  return result
}

function validateOptions(
  names: readonly string[],
  { runs, warmUp, items, baseline, confidence, seed }: Required<Omit<MeasureLatencyOptions, 'signal'>>,
): void {
  if (names.length === 0) throw new ArgumentError('measureLatency: no systems. Give at least one.')
  if (!Number.isSafeInteger(runs) || runs < 2)
    throw new ArgumentError(`measureLatency: runs is ${runs}. Give a whole number of at least 2.`, { runs })
  if (!Number.isSafeInteger(warmUp) || warmUp < 0)
    throw new ArgumentError(`measureLatency: warmUp is ${warmUp}. Give a whole number of at least 0.`, { warmUp })
  if (!(items > 0 && items < Infinity))
    throw new ArgumentError(`measureLatency: items is ${items}. Give a finite number above 0.`, { items })
  if (!names.includes(baseline))
    throw new ArgumentError(`measureLatency: baseline is "${baseline}". Give one of ${names.join(', ')}.`, { baseline })
  if (!(confidence > 0 && confidence < 1))
    throw new ArgumentError(
      `measureLatency: confidence is ${confidence}. Give a number between 0 and 1, such as 0.95.`,
      { confidence },
    )
  if (!Number.isSafeInteger(seed))
    throw new ArgumentError(`measureLatency: seed is ${seed}. Give a whole number.`, { seed })
}
