import { ArgumentError, MissingPeerError } from '@towerkit/core'

/** Options of every chart. */
export interface ChartOptions {
  /** Shown above the plot, and read out by screen readers. */
  readonly title: string
  /** Read out by screen readers instead of the plot. Default: the title. */
  readonly description?: string
  /** Name of the horizontal axis, with its unit. */
  readonly xName?: string
  /** Name of the vertical axis, with its unit. */
  readonly yName?: string
  /** In pixels of the drawing, which scales to the width of the page. A whole number of at least 100, default 600. */
  readonly width?: number
  /** In pixels. A whole number of at least 100, default 360. */
  readonly height?: number
}

/** Distinct in light and in dark, and for the colour-blind. */
export const chartColors: readonly string[] = [
  '#3f83c5',
  '#d9730d',
  '#2f9e6e',
  '#c2497e',
  '#8a6fd1',
  '#8f8f3c',
  '#7b8794',
]

/**
 * Draws a chart of ECharts as SVG text, without a browser: text and lines take the colour of the page's text, so that
 * the chart is readable in light and in dark; it has a title, a description, and scales to its container.
 *
 * @throws {MissingPeerError} if `echarts` is not installed.
 * @throws {ArgumentError} if a size is out of range.
 */
export async function renderChart(
  caller: string,
  plot: Readonly<Record<string, unknown>>,
  options: ChartOptions,
): Promise<string> {
  const { title, description = title, width = 600, height = 360 } = options
  for (const [name, size] of Object.entries({ width, height })) {
    if (!Number.isSafeInteger(size) || size < 100)
      throw new ArgumentError(`${caller}: ${name} is ${size}. Give a whole number of at least 100.`, { [name]: size })
  }
  const echarts = await loadEcharts(caller)
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({
      animation: false,
      backgroundColor: 'transparent',
      color: [...chartColors],
      textStyle: { color: ink, fontFamily: 'system-ui, sans-serif', fontSize: 14 },
      grid: {
        left: options.yName === undefined ? 16 : 40,
        right: 24,
        top: 'legend' in plot && (plot.legend as { show: boolean }).show ? 76 : 48,
        bottom: options.xName === undefined ? 16 : 40,
        containLabel: true,
      },
      title: { text: title, left: 0, top: 0, padding: 4, textStyle: { color: ink, fontSize: 16, fontWeight: 600 } },
      ...plot,
    })
    return accessible(chart.renderToSVGString(), { title, description, width, height })
  } finally {
    chart.dispose()
  }
}

/** Placeholder for the colour of the page's text, which ECharts cannot name. */
export const ink = '#010203'

/** How the axes look. */
export function axis(name: string | undefined, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    name,
    nameLocation: 'middle',
    nameGap: 30,
    nameTextStyle: { color: ink },
    axisLabel: { color: ink, fontSize: 13, hideOverlap: true, formatter: label },
    axisLine: { lineStyle: { color: ink } },
    axisTick: { lineStyle: { color: ink } },
    splitLine: { lineStyle: { color: ink, opacity: 0.15 } },
    ...more,
  }
}

const exact = new Intl.NumberFormat('en', { maximumSignificantDigits: 12 })
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 })

/** Long numbers would reach beyond the drawing: 10,000,000 is 10M. */
function label(value: number | string): string {
  return typeof value === 'string' ? value : (Math.abs(value) < 1e5 ? exact : compact).format(value)
}

/** The names of the series, above the plot. */
export function legend(count: number): Record<string, unknown> {
  return {
    show: count > 1,
    type: 'plain',
    top: 36,
    left: 0,
    padding: 4,
    itemGap: 18,
    textStyle: { color: ink },
    itemWidth: 18,
    itemHeight: 10,
  }
}

async function loadEcharts(caller: string): Promise<typeof import('echarts')> {
  try {
    return await import('echarts')
  } catch (cause) {
    throw new MissingPeerError(
      `${caller}: the package "echarts" that draws charts is not installed. Run \`npm install echarts\`.`,
      { cause },
    )
  }
}

function accessible(
  svg: string,
  { title, description, width, height }: Required<Pick<ChartOptions, 'title' | 'description' | 'width' | 'height'>>,
): string {
  // Styles for the mouse, whose names differ each time, and would hold for other charts of the page.
  const still = svg
    .slice(svg.indexOf('>') + 1)
    .replaceAll(/<style[^]*?<\/style>/g, '')
    .replaceAll(/ class="[^"]*"/g, '')
  const ids = [...new Set(still.match(/(?<= id=")[^"]+/g))]
  const named = ids.reduce(
    (text, id, i) => text.replaceAll(new RegExp(`\\b${id}\\b`, 'g'), `chart-${hash(title + still.length)}-${i}`),
    still,
  )
  const body = named
    .replaceAll(/\b(fill|stroke)="#010203"/g, '$1="currentColor"')
    .replaceAll('fill:#010203', 'fill:currentColor')
    .replaceAll('stroke:#010203', 'stroke:currentColor')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${width} ` +
    `${height}" width="100%" style="max-width:${width}px;height:auto;color:inherit" role="img" ` +
    `aria-label="${escaped(title)}"><title>${escaped(title)}</title><desc>${escaped(description)}</desc>${body}`
  )
}

/** The text as HTML and SVG hold it. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** Tells the charts of a page apart (FNV-1a). */
function hash(text: string): string {
  let state = 0x811c9dc5
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  return (state >>> 0).toString(36)
}
