import type { EvaluationReport } from './evaluation-report.ts'
import { comparisonTable, qualityTable, type ReportTable } from './report-tables.ts'
import { requireKind } from '../require-kind.ts'

/**
 * Writes a report as Markdown: the means with their intervals, and the comparisons with the baseline.
 *
 * @param report What `evaluationReport` made.
 *
 * @example
 * await writeFile('report.md', reportMarkdown(report))
 */
export function reportMarkdown(report: EvaluationReport): string {
  requireKind('reportMarkdown', report, {
    kind: 'an object',
    name: 'report',
    example: 'what evaluationReport() returned',
  })
  const { title, queries, confidence, systems } = report
  const about =
    `${queries.length} queries; in brackets the ${Math.round(confidence * 1000) / 10} % interval of a bootstrap ` +
    'over queries.'
  const comparisons = systems.length > 1 ? `\n${markdownTable(comparisonTable(report))}` : ''
  return `# ${title}\n\n${about}\n\n${markdownTable(qualityTable(report))}${comparisons}`
}

/** @returns lines, each ended; bars and line breaks in cells are escaped. */
function markdownTable({ head, rows }: ReportTable): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')).join(' | ')} |\n`
  return line(head) + `|---|${'---:|'.repeat(head.length - 1)}\n` + rows.map(line).join('')
}
