import { requireKnownOptions } from '@towerkit/core'
import { escaped } from './render-chart.ts'
import type { ReportTable } from './report-tables.ts'

/** One part of a page. */
export interface PageSection {
  /** Default: none; the section continues the previous one. */
  readonly heading?: string
  /** Plain text below the heading. Default: none. */
  readonly text?: string
  /** A plot, as the chart functions draw it. It is inserted unescaped. Default: none. */
  readonly svg?: string
  /** Shown below the plot, folded if there is a plot. Default: none. */
  readonly table?: ReportTable
}

/** The look and the links of a page. */
export interface PageOptions {
  /** CSS after the page's own, such as other values of `--text`, `--page`, `--line` and `--quiet`. Default: none. */
  readonly style?: string
  /** Links above the title, in an element of the class `top`. Default: none. */
  readonly links?: readonly { readonly href: string; readonly name: string }[]
}

/**
 * Makes one HTML page that needs nothing else: no script, no font, no file, no network. It follows light and dark, and
 * fits a phone.
 *
 * @param title Plain text, as are all others: they are escaped.
 * @param sections From top to bottom.
 * @param options Style and links of the site that the page is a part of.
 *
 * @example
 * const page = htmlPage('Training', [
 *   { heading: 'Loss', svg: await lineChart(series, { title: 'Loss' }), table: { head: ['step', 'loss'], rows } },
 * ])
 */
export function htmlPage(title: string, sections: readonly PageSection[], options: PageOptions = {}): string {
  const { style = '', links = [] } = requireKnownOptions('htmlPage', options, { style: true, links: true })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${pageStyle}${style === '' ? '' : `\n${style}`}</style>
</head>
<body>
${links.length === 0 ? '' : `<nav class="top" aria-label="Site">${links.map(linkHtml).join('')}</nav>\n`}<main>
<h1>${escaped(title)}</h1>
${sections.map(sectionHtml).join('\n')}
</main>
</body>
</html>
`
}

function sectionHtml({ heading, text, svg, table }: PageSection): string {
  const numbers = table === undefined ? '' : tableHtml(heading ?? text ?? '', table)
  const isFolded = svg !== undefined && table !== undefined
  return [
    '<section>',
    ...(heading === undefined ? [] : [`<h2>${escaped(heading)}</h2>`]),
    ...(text === undefined ? [] : [`<p>${escaped(text)}</p>`]),
    ...(svg === undefined ? [] : [`<figure>${svg}</figure>`]),
    isFolded ? `<details><summary>The numbers</summary>\n${numbers}</details>` : numbers,
    '</section>',
  ].join('\n')
}

function linkHtml({ href, name }: { readonly href: string; readonly name: string }): string {
  return `<a href="${escaped(href)}">${escaped(name)}</a>`
}

function tableHtml(caption: string, { head, rows }: ReportTable): string {
  const row = ([first = '', ...cells]: readonly string[]) =>
    `<tr><th scope="row">${escaped(first)}</th>${cells.map(cell => `<td>${escaped(cell)}</td>`).join('')}</tr>`
  return `<div class="wide" tabindex="0" role="region" aria-label="${escaped(caption)}"><table>
<thead><tr>${head.map(cell => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(row).join('\n')}
</tbody>
</table></div>
`
}

const pageStyle = `:root{color-scheme:light dark;--text:#1c2127;--page:#fff;--line:#d5d9de;--quiet:#5a6470}
@media (prefers-color-scheme:dark){:root{--text:#e4e7eb;--page:#14171b;--line:#3a414a;--quiet:#a3adb8}}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.15rem;margin:2rem 0 .5rem}
p{color:var(--quiet);margin:.25rem 0 1rem}figure{margin:0}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
th,td{padding:.35rem .75rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th:first-child{text-align:left}thead th{border-bottom-width:2px}
summary{cursor:pointer;color:var(--quiet);padding:.25rem 0}`
