import { DataError, requireKnownOptions } from '@towerkit/core'
import { checkPoints } from './line-chart.ts'
import { axis, legend, renderChart, type ChartOptions } from './render-chart.ts'

/** One kind of points. */
export interface ScatterSeries {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Written next to each point. Default: nothing. */
  readonly labels?: readonly string[]
  /** Whether the points are joined by a line, in their order. Default false. */
  readonly joined?: boolean
}

/** How `scatterChart` draws. */
export interface ScatterChartOptions extends ChartOptions {
  /** Default 'linear'. */
  readonly xScale?: 'linear' | 'log'
  /** Default 'linear'. */
  readonly yScale?: 'linear' | 'log'
}

/**
 * Draws points, such as quality over cost.
 *
 * @returns SVG text.
 * @throws {DataError} if there are no points, labels of another number, or a point that is not finite, or not above 0
 *   on a logarithmic axis.
 * @throws {MissingPeerError} if `echarts` is not installed.
 *
 * @example
 * const svg = await scatterChart(
 *   [
 *     {
 *       name: 'students',
 *       points: [
 *         [12, 0.61],
 *         [40, 0.66],
 *       ],
 *       labels: ['1 layer', '4 layers'],
 *     },
 *   ],
 *   { title: 'Quality over cost' },
 * )
 */
export async function scatterChart(series: readonly ScatterSeries[], options: ScatterChartOptions): Promise<string> {
  requireKnownOptions<ScatterChartOptions>('scatterChart', options, {
    xScale: true,
    yScale: true,
    title: true,
    description: true,
    xName: true,
    yName: true,
    width: true,
    height: true,
  })
  const { xScale = 'linear', yScale = 'linear', xName, yName } = options
  if (series.every(({ points }) => points.length === 0))
    throw new DataError('scatterChart: no points. Give at least one.')
  for (const { name, points, labels } of series) {
    checkPoints('scatterChart', name, points, { xScale, yScale })
    if (labels !== undefined && labels.length !== points.length)
      throw new DataError(
        `scatterChart: "${name}" has ${points.length} points but ${labels.length} labels. Give one a point.`,
        { series: name, points: points.length, labels: labels.length },
      )
  }
  return await renderChart(
    'scatterChart',
    {
      legend: legend(series.length),
      xAxis: axis(xName, { type: xScale === 'log' ? 'log' : 'value', scale: true }),
      yAxis: axis(yName, { type: yScale === 'log' ? 'log' : 'value', scale: true, nameGap: 48 }),
      series: series.map(({ name, points, labels, joined = false }) => ({
        type: joined ? 'line' : 'scatter',
        name,
        symbol: 'circle',
        symbolSize: 9,
        lineStyle: { width: 2 },
        data: points.map((point, i) => ({
          value: [...point],
          ...(labels === undefined
            ? {}
            : { label: { show: true, formatter: () => labels[i]!, position: 'top', color: '#010203', fontSize: 11 } }),
        })),
        labelLayout: { hideOverlap: true },
      })),
    },
    options,
  )
}
