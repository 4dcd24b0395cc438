import { DataError, requireKnownOptions } from '@towerkit/core'
import { axis, legend, renderChart, type ChartOptions } from './render-chart.ts'

/** One line. */
export interface LineSeries {
  readonly name: string
  /** Points from left to right. */
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Whether the line is dashed, like a fitted curve next to its data. Default false. */
  readonly dashed?: boolean
}

/** How `lineChart` draws. */
export interface LineChartOptions extends ChartOptions {
  /** Whether the axes are logarithmic. Default 'linear'. */
  readonly xScale?: 'linear' | 'log'
  /** Default 'linear'. */
  readonly yScale?: 'linear' | 'log'
  /** Whether the points are marked. Default: if no line has more than 50. */
  readonly markPoints?: boolean
}

/**
 * Draws lines, such as a loss over steps or recall over the size of a model.
 *
 * @returns SVG text.
 * @throws {DataError} if there is no line, or a point is not finite, or not above 0 on a logarithmic axis.
 * @throws {MissingPeerError} if `echarts` is not installed.
 *
 * @example
 * const svg = await lineChart([{ name: 'loss', points: steps.map((step, i) => [step, losses[i]]) }], {
 *   title: 'Training',
 *   xName: 'step',
 * })
 */
export async function lineChart(series: readonly LineSeries[], options: LineChartOptions): Promise<string> {
  requireKnownOptions<LineChartOptions>('lineChart', options, {
    xScale: true,
    yScale: true,
    markPoints: true,
    title: true,
    description: true,
    xName: true,
    yName: true,
    width: true,
    height: true,
  })
  const {
    xScale = 'linear',
    yScale = 'linear',
    xName,
    yName,
    markPoints = series.every(({ points }) => points.length <= 50),
  } = options
  if (series.length === 0) throw new DataError('lineChart: no lines. Give at least one.')
  for (const { name, points } of series) checkPoints('lineChart', name, points, { xScale, yScale })
  return await renderChart(
    'lineChart',
    {
      legend: legend(series.length),
      xAxis: axis(xName, { type: xScale === 'log' ? 'log' : 'value', scale: true }),
      yAxis: axis(yName, { type: yScale === 'log' ? 'log' : 'value', scale: true, nameGap: 48 }),
      series: series.map(({ name, points, dashed = false }) => ({
        type: 'line',
        name,
        data: points.map(point => [...point]),
        showSymbol: markPoints,
        symbol: 'circle',
        symbolSize: 7,
        lineStyle: { width: 2, type: dashed ? 'dashed' : 'solid' },
      })),
    },
    options,
  )
}

/** @throws {DataError} if a point cannot be drawn. */
export function checkPoints(
  caller: string,
  name: string,
  points: readonly (readonly [number, number])[],
  { xScale, yScale }: { readonly xScale: 'linear' | 'log'; readonly yScale: 'linear' | 'log' },
): void {
  const wrong = points.find(
    ([x, y]) =>
      !Number.isFinite(x) || !Number.isFinite(y) || (xScale === 'log' && x <= 0) || (yScale === 'log' && y <= 0),
  )
  if (wrong !== undefined)
    throw new DataError(
      `${caller}: "${name}" has the point (${wrong}). Give finite numbers, above 0 on a logarithmic axis.`,
      { series: name, point: wrong },
    )
}
