import type { Report } from '@towerkit/evaluation'
import type { EvaluationReport } from '@towerkit/evaluation/report'
import type { ReportMeasure, SystemResult } from './search-report.ts'

/** How fast a way to search is. */
export type Speed = Pick<SystemResult, 'queriesPerSecond' | 'encodedPerSecond'>

/** Quality and speed of each way to search. @param details Undefined of too few queries to compare. */
export function systemResults(
  reports: Readonly<Record<string, Report<ReportMeasure>>>,
  speeds: Readonly<Record<string, Speed>>,
  details: EvaluationReport | undefined,
): SystemResult[] {
  return Object.entries(reports).map(([name, { mean }]) => {
    const comparison = details?.systems.find(system => system.name === name)?.values['nDCG@10']?.comparison
    return {
      name,
      mean,
      ...speeds[name]!,
      ...(comparison && { againstBm25: { difference: comparison.difference, interval: comparison.interval } }),
    }
  })
}
