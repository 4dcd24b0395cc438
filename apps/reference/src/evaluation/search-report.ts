/** The measures of the report. */
export const reportMeasures = ['nDCG@10', 'R@10', 'R@50', 'RR@10'] as const

/** One of the report's measures. */
export type ReportMeasure = (typeof reportMeasures)[number]

/**
 * How one way to search did. Queries per second are of whole answers, in one batch; encoded are those of the query
 * tower alone.
 */
export interface SystemResult {
  readonly name: string
  readonly mean: Readonly<Record<ReportMeasure, number>>
  readonly queriesPerSecond: number
  readonly encodedPerSecond?: number
  /** Minus BM25 in nDCG@10, with the 95 % interval of a paired bootstrap over queries. Absent for BM25. */
  readonly againstBm25?: { readonly difference: number; readonly interval: readonly [low: number, high: number] }
}

/** Results on the held-out queries. */
export interface SearchReport {
  readonly queries: number
  readonly documents: number
  /** What the queries are judged against: documents as they are searched, or their texts without the titles. */
  readonly judged: 'documents' | 'bodies'
  readonly systems: readonly SystemResult[]
  /** Sentences for readers: what was chosen and why, and what to be careful with. */
  readonly notes: readonly string[]
}

/** The report as a small table for a terminal. */
export function formatReport(report: SearchReport): string {
  const { head, rows } = reportTable(report)
  return [
    `${aboutReport(report)}:`,
    ...[head, ...rows].map(cells =>
      cells.map((cell, i) => (i === 0 ? cell.padEnd(16) : cell.padStart(i === cells.length - 1 ? 32 : 11))).join(''),
    ),
    ...report.notes,
  ].join('\n')
}

/** What was asked of what. */
export function aboutReport({ queries, documents, judged }: SearchReport): string {
  return (
    `${queries} held-out queries, each to find its documents among ` +
    documents +
    (judged === 'bodies' ? ', whose titles and first sentences are not searched where they are the queries' : '')
  )
}

/** Systems by measures and speed. */
export function reportTable({ systems }: SearchReport): {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
} {
  return {
    head: ['', ...reportMeasures, 'queries/s', 'encoded/s', 'nDCG@10 against BM25 (95 %)'],
    rows: systems.map(({ name, mean, queriesPerSecond, encodedPerSecond, againstBm25 }) => [
      name,
      ...reportMeasures.map(measure => mean[measure].toFixed(3)),
      queriesPerSecond.toFixed(0),
      encodedPerSecond?.toFixed(0) ?? '-',
      againstBm25 === undefined
        ? '-'
        : `${signed(againstBm25.difference)} [${againstBm25.interval.map(signed).join(', ')}]`,
    ]),
  }
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
}
