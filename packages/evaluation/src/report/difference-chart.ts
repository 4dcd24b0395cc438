import { DataError, requireKnownOptions } from '@towerkit/core'
import { axis, chartColors, ink, renderChart, type ChartOptions } from './render-chart.ts'

/**
 * Draws by how much one system differs from another, query by query, largest gain first.
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
  const { xName = 'queries, largest gain first', yName } = options
  return await renderChart(
    'differenceChart',
    {
      xAxis: axis(xName, {
        type: 'category',
        data: sorted.map((_, i) => String(i + 1)),
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
          data: sorted.map(value => ({ value, itemStyle: { color: value < 0 ? chartColors[1] : chartColors[0] } })),
        },
      ],
    },
    { xName, ...options },
  )
}
