import { LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

/** A point of a curve. */
export interface CurvePoint {
  readonly recall: number
  readonly queriesPerSecond: number
  readonly expansion: number
}

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer])

/** Recall against queries per second, a line for each engine, as an SVG. Up and to the right is better. */
export function plotCurves(curves: ReadonlyMap<string, readonly CurvePoint[]>, title: string): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 860, height: 520 })
  const least = Math.min(...[...curves.values()].flat().map(({ recall }) => recall))
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: { text: title, left: 'center', textStyle: { fontSize: 15 } },
    legend: { top: 34 },
    grid: { left: 80, right: 40, top: 80, bottom: 60 },
    xAxis: {
      type: 'value',
      name: 'recall@10',
      nameLocation: 'middle',
      nameGap: 32,
      min: Math.floor(least * 20) / 20,
      max: 1,
      interval: 0.05,
    },
    yAxis: { type: 'log', name: 'queries per second, one thread', nameLocation: 'middle', nameGap: 56, min: 100 },
    series: [...curves].map(([name, points]) => ({
      name,
      type: 'line',
      symbolSize: 8,
      data: points.map(({ recall, queriesPerSecond }) => [recall, Math.round(queriesPerSecond)]),
    })),
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}
