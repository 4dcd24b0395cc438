import { DataError, requireKnownOptions } from '@towerkit/core'
import { axis, chartColors, ink, legend, renderChart, type ChartOptions } from './render-chart.ts'

/** One bar in each category. */
export interface BarSeries {
  readonly name: string
  /** One a category. */
  readonly values: readonly number[]
  /** Drawn as whiskers, one a category. Default: none. */
  readonly intervals?: readonly (readonly [low: number, high: number])[]
}

/**
 * Draws bars in groups, such as systems within measures, with whiskers for their intervals.
 *
 * @param categories Names below the groups.
 * @returns SVG text.
 * @throws {DataError} if there are no bars, or a series has another number of values or intervals than there are
 *   categories, or one is not finite.
 * @throws {MissingPeerError} if `echarts` is not installed.
 *
 * @example
 * const svg = await barChart(
 *   ['nDCG@10', 'R@100'],
 *   [
 *     { name: 'BM25', values: [0.679, 0.925] },
 *     { name: 'student', values: [0.7, 0.94] },
 *   ],
 *   { title: 'scifact' },
 * )
 */
export async function barChart(
  categories: readonly string[],
  series: readonly BarSeries[],
  options: ChartOptions,
): Promise<string> {
  requireKnownOptions<ChartOptions>('barChart', options, {
    title: true,
    description: true,
    xName: true,
    yName: true,
    width: true,
    height: true,
  })
  if (categories.length === 0 || series.length === 0)
    throw new DataError(
      `barChart: ${categories.length} categories and ${series.length} series. Give at least one of each.`,
    )
  for (const { name, values, intervals = values.map(value => [value, value] as const) } of series) {
    if (values.length !== categories.length || intervals.length !== categories.length) {
      throw new DataError(
        `barChart: "${name}" has ${values.length} values and ${intervals.length} intervals for ` +
          `${categories.length} categories. Give one of each a category.`,
        { series: name, values: values.length, categories: categories.length },
      )
    }
    if (![...values, ...intervals.flat()].every(Number.isFinite))
      throw new DataError(`barChart: "${name}" has a number that is not finite. Give finite numbers.`, { series: name })
  }
  const { xName, yName } = options
  return await renderChart(
    'barChart',
    {
      legend: { ...legend(series.length), data: series.map(({ name }) => name) },
      xAxis: axis(xName, {
        type: 'category',
        data: [...categories],
        splitLine: { show: false },
        axisLabel: {
          color: ink,
          fontSize: 13,
          interval: 0,
          hideOverlap: false,
          rotate: categories.length > 6 ? 30 : 0,
        },
      }),
      yAxis: axis(yName, { type: 'value', nameGap: 48 }),
      series: series.flatMap(({ name, values, intervals }, i) => [
        {
          type: 'bar',
          name,
          data: [...values],
          barMaxWidth: 60,
          itemStyle: { color: chartColors[i % chartColors.length] },
        },
        ...(intervals === undefined ? [] : [whiskers(intervals, { place: i, of: series.length })]),
      ]),
    },
    options,
  )
}

interface DrawingApi {
  value(dimension: number): number
  coord(point: number[]): number[]
  barLayout(options: object): { offsetCenter: number; width: number }[]
}

/** A line from the low to the high end of each interval, in the middle of its bar. */
function whiskers(
  intervals: readonly (readonly [number, number])[],
  { place, of }: { readonly place: number; readonly of: number },
): Record<string, unknown> {
  return {
    type: 'custom',
    name: `interval ${place}`,
    silent: true,
    z: 5,
    encode: { x: 0, y: [1, 2] },
    data: intervals.map(([low, high], i) => [i, low, high]),
    renderItem: (_: unknown, api: DrawingApi) => {
      const { offsetCenter, width } = api.barLayout({ barMaxWidth: 60, count: of })[place]!
      const [x, low] = api.coord([api.value(0), api.value(1)]) as [number, number]
      const [, high] = api.coord([api.value(0), api.value(2)]) as [number, number]
      const middle = x + offsetCenter
      const half = Math.min(6, width / 4)
      const style = { stroke: ink, lineWidth: 1.5, fill: 'none' }
      const line = (x1: number, y1: number, x2: number, y2: number) => ({
        type: 'line',
        shape: { x1, y1, x2, y2 },
        style,
      })
      return {
        type: 'group',
        children: [
          line(middle, low, middle, high),
          line(middle - half, low, middle + half, low),
          line(middle - half, high, middle + half, high),
        ],
      }
    },
  }
}
