import { requireKnownOptions } from '@towerkit/core'
import { scatterChart, type ScatterChartOptions } from './scatter-chart.ts'

/** One index engine, at several settings. */
export interface RecallLatencySeries {
  readonly name: string
  readonly points: readonly {
    /** Share of the true neighbours that were found, from 0 to 1. */
    readonly recall: number
    /** Milliseconds a query, or queries per second: the same for all points. */
    readonly cost: number
    /** The setting, such as 'ef 64'. */
    readonly label?: string
  }[]
}

/**
 * Draws what recall costs: one line an engine, recall to the right, cost upwards on a logarithmic axis.
 *
 * @returns SVG text.
 * @throws {DataError} if there are no points, or a cost is not above 0.
 * @throws {MissingPeerError} if `echarts` is not installed.
 *
 * @example
 * const svg = await recallLatency([{ name: 'HNSW', points: [{ recall: 0.91, cost: 0.2, label: 'ef 32' }] }], {
 *   title: 'recall@10',
 *   yName: 'ms a query',
 * })
 */
export async function recallLatency(
  series: readonly RecallLatencySeries[],
  options: ScatterChartOptions,
): Promise<string> {
  requireKnownOptions<ScatterChartOptions>('recallLatency', options, {
    xScale: true,
    yScale: true,
    title: true,
    description: true,
    xName: true,
    yName: true,
    width: true,
    height: true,
  })
  return await scatterChart(
    series.map(({ name, points }) => {
      const sorted = [...points].sort((a, b) => a.recall - b.recall)
      return {
        name,
        joined: true,
        points: sorted.map(({ recall, cost }) => [recall, cost] as const),
        labels: sorted.map(({ label = '' }) => label),
      }
    }),
    { xName: 'recall', yScale: 'log', ...options },
  )
}
