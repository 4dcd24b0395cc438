import { ArgumentError, DataError, requireKnownOptions } from '@towerkit/core'
import { axis, legend, renderChart, type ChartOptions } from './render-chart.ts'

/** One kind of numbers. */
export interface HistogramSeries {
  readonly name: string
  readonly values: readonly number[]
}

/** How `histogram` draws. */
export interface HistogramOptions extends ChartOptions {
  /** Number of bins of equal width over all values. A whole number from 2 to 200, default 30. */
  readonly bins?: number
}

/**
 * Draws how numbers spread, such as the scores of relevant and of other documents: the share of each kind that falls
 * into each bin.
 *
 * @returns SVG text.
 * @throws {DataError} if there are no values, or one is not finite.
 * @throws {ArgumentError} if the number of bins is out of range.
 * @throws {MissingPeerError} if `echarts` is not installed.
 *
 * @example
 * const svg = await histogram(
 *   [
 *     { name: 'relevant', values: positives },
 *     { name: 'others', values: negatives },
 *   ],
 *   { title: 'Scores', xName: 'cosine' },
 * )
 */
export async function histogram(series: readonly HistogramSeries[], options: HistogramOptions): Promise<string> {
  requireKnownOptions<HistogramOptions>('histogram', options, {
    bins: true,
    title: true,
    description: true,
    xName: true,
    yName: true,
    width: true,
    height: true,
  })
  const { bins = 30, xName, yName = 'share' } = options
  if (!Number.isSafeInteger(bins) || bins < 2 || bins > 200)
    throw new ArgumentError(`histogram: bins is ${bins}. Give a whole number from 2 to 200.`, { bins })
  let lowest = Infinity
  let highest = -Infinity
  let count = 0
  for (const { name, values } of series) {
    for (const value of values) {
      if (!Number.isFinite(value))
        throw new DataError(`histogram: "${name}" has ${value}. Give finite numbers.`, { series: name, value })
      lowest = Math.min(lowest, value)
      highest = Math.max(highest, value)
      count++
    }
  }
  if (count === 0) throw new DataError('histogram: no values. Give at least one.')
  const width = (highest - lowest) / bins || 1
  const shares = series.map(({ values }) => {
    const counts = new Array<number>(bins).fill(0)
    for (const value of values) counts[Math.min(bins - 1, Math.floor((value - lowest) / width))]!++
    return counts.map(each => each / Math.max(1, values.length))
  })
  return await renderChart(
    'histogram',
    {
      legend: legend(series.length),
      xAxis: axis(xName, {
        type: 'category',
        data: Array.from({ length: bins }, (_, i) => (lowest + (i + 0.5) * width).toPrecision(3)),
        splitLine: { show: false },
      }),
      yAxis: axis(yName, { type: 'value', nameGap: 48 }),
      series: series.map(({ name }, i) => ({
        type: 'bar',
        name,
        data: shares[i]!,
        barGap: '-100%',
        barCategoryGap: '4%',
        itemStyle: { opacity: series.length > 1 ? 0.6 : 1 },
      })),
    },
    options,
  )
}
