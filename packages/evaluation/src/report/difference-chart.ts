import { DataError, requireKnownOptions } from '@towerkit/core'
import { axis, chartColors, ink, renderChart, type ChartOptions } from './render-chart.ts'

/** Beyond that, evenly spaced ones represent the others. */
const mostBars = 300

/**
 * Draws by how much one system differs from another, query by query, largest gain first. Of more than 300 queries,
 * 300 evenly spaced ones are drawn.
 *
 * @param differences One a query, in any order.
 * @returns SVG text.
 * @throws {DataError} if there are none, or one is not finite.
 * @throws {MissingPeerError} if `echarts` is not installed.
 *
 * @example
 * const svg = await differenceChart(
 *   report.perQuery['nDCG@10'].map((value, i) => value - baseline.perQuery['nDCG@10'][i]),
 *   { title: 'student - BM25' },
 * )
 */
export async function differenceChart(differences: readonly number[], options: ChartOptions): Promise<string> {
  requireKnownOptions<ChartOptions>('differenceChart', options, {
    title: true,
    description: true,
    xName: true,
    yName: true,
    width: true,
    height: true,
  })
  if (differences.length === 0) throw new DataError('differenceChart: no differences. Give at least one.')
  const wrong = differences.find(difference => !Number.isFinite(difference))
  if (wrong !== undefined)
    throw new DataError(`differenceChart: a difference is ${wrong}. Give finite numbers.`, { difference: wrong })
  const sorted = [...differences].sort((a, b) => b - a)
  // More bars than pixels would only make the file large.
  const count = Math.min(sorted.length, mostBars)
  const places = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * sorted.length) / count))
  const { xName = 'queries, largest gain first', yName } = options
  return await renderChart(
    'differenceChart',
    {
      xAxis: axis(xName, {
        type: 'category',
        data: places.map(place => String(place + 1)),
        splitLine: { show: false },
        axisLabel: { color: ink, hideOverlap: true },
        axisLine: { onZero: true, lineStyle: { color: ink } },
        nameGap: 34,
      }),
      yAxis: axis(yName, { type: 'value', nameGap: 48 }),
      series: [
        {
          type: 'bar',
          barCategoryGap: '0%',
          data: places.map(place => ({
            value: sorted[place]!,
            itemStyle: { color: sorted[place]! < 0 ? chartColors[1] : chartColors[0] },
          })),
        },
      ],
    },
    { xName, ...options },
  )
}
