import { requireKnownOptions } from '@towerkit/core'
import { barChart } from './bar-chart.ts'
import { differenceChart } from './difference-chart.ts'
import type { EvaluationReport } from './evaluation-report.ts'
import { htmlPage, type PageOptions, type PageSection } from './html-page.ts'
import { comparisonTable, differenceTable, qualityTable } from './report-tables.ts'
import { requireKind } from '../require-kind.ts'

/** What `reportHtml` adds. */
export interface ReportHtmlOptions extends PageOptions {
  /** The measure of the plots query by query. Default: the first of the report. */
  readonly measure?: string
  /** Parts of your own above the report. Default: none. */
  readonly first?: readonly PageSection[]
  /** Parts of your own below the report, such as a `recallLatency` plot. Default: none. */
  readonly sections?: readonly PageSection[]
}

/**
 * Writes a report as one HTML page that needs nothing else: the means with their intervals, the comparisons with the
 * baseline, and how each system differs from it query by query, as plots with tables next to them.
 *
 * @param report What `evaluationReport` made.
 * @throws {MissingPeerError} if `echarts` is not installed.
 *
 * @example
 * await writeFile(
 *   'report.html',
 *   await reportHtml(evaluationReport({ BM25: lexical, student: dense }, { title: 'Held-out modules' })),
 * )
 */
export async function reportHtml(report: EvaluationReport, options: ReportHtmlOptions = {}): Promise<string> {
  requireKnownOptions<ReportHtmlOptions>('reportHtml', options, {
    measure: true,
    sections: true,
    first: true,
    links: true,
    style: true,
  })
  requireKind('reportHtml', report, { kind: 'an object', name: 'report', example: 'what evaluationReport() returned' })
  const { measure = report.measures[0]!, first = [], sections = [], ...page } = options
  const { title, baseline, confidence, measures, queries, systems } = report
  const percent = `${Math.round(confidence * 1000) / 10} %`
  // Counts would dwarf the shares beside them.
  const shares = measures.filter(each => systems.every(({ values }) => values[each]!.interval[1] <= 1.5))
  const quality =
    shares.length === 0
      ? undefined
      : await barChart(
          shares,
          systems.map(({ name, values }) => ({
            name,
            values: shares.map(each => values[each]!.mean),
            intervals: shares.map(each => values[each]!.interval),
          })),
          { title: `Means, with ${percent} intervals` },
        )
  const base = systems.find(({ name }) => name === baseline)!.perQuery[measure]!
  const differences: PageSection[] = []
  for (const { name, perQuery } of systems.filter(system => system.name !== baseline)) {
    const values = perQuery[measure]!.map((value, i) => value - base[i]!).filter(value => !Number.isNaN(value))
    const better = values.filter(value => value > 0).length
    const worse = values.filter(value => value < 0).length
    differences.push({
      heading: `${name} against ${baseline}, query by query`,
      text: `${measure}: ${better} queries are better, ${worse} worse, ${values.length - better - worse} equal.`,
      svg: await differenceChart(values, { title: `${measure}, ${name} \u2212 ${baseline}`, yName: 'difference' }),
      table: differenceTable(report, { measure, system: name }),
    })
  }
  const parts: PageSection[] = [
    ...first,
    {
      heading: 'Quality',
      text: `${queries.length} queries; the intervals are ${percent} intervals of a bootstrap over queries.`,
      ...(quality === undefined ? {} : { svg: quality }),
      table: qualityTable(report),
    },
    ...(systems.length > 1
      ? [
          {
            heading: `Against ${baseline}`,
            text: "Randomisation tests, two-sided; Holm's p-values are corrected for the number of comparisons.",
            table: comparisonTable(report),
          },
        ]
      : []),
    ...differences,
    ...sections,
  ]
  return htmlPage(title, parts, page)
}
