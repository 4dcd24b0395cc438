import type { EvaluationReport, MeasuredValue } from './evaluation-report.ts'

/** A table of text. */
export interface ReportTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Systems by measures: the mean, and its interval. */
export function qualityTable({ systems, measures }: EvaluationReport): ReportTable {
  const cell = ({ mean, interval: [low, high] }: MeasuredValue) => `${fixed(mean)} [${fixed(low)}, ${fixed(high)}]`
  return {
    head: ['system', ...measures],
    rows: systems.map(({ name, values }) => [name, ...measures.map(measure => cell(values[measure]!))]),
  }
}

/** Each other system and measure against the baseline. */
export function comparisonTable({ systems, measures, baseline }: EvaluationReport): ReportTable {
  const rows = systems.flatMap(({ name, values }) =>
    measures.flatMap(measure => {
      const { comparison } = values[measure]!
      if (comparison === undefined) return []
      const {
        difference,
        interval: [low, high],
        pValue,
        adjustedPValue,
      } = comparison
      return [
        [
          name,
          measure,
          signed(difference),
          `[${signed(low)}, ${signed(high)}]`,
          pValue.toPrecision(2),
          adjustedPValue.toPrecision(2),
        ],
      ]
    }),
  )
  return { head: ['system', 'measure', `difference from ${baseline}`, 'interval', 'p', "p, Holm's"], rows }
}

/** The five queries that gain most and the five that lose most. */
export function differenceTable(
  { systems, baseline, queries }: EvaluationReport,
  { measure, system }: { readonly measure: string; readonly system: string },
): ReportTable {
  const valuesOf = (wanted: string) => systems.find(({ name }) => name === wanted)!.perQuery[measure]!
  const before = valuesOf(baseline)
  const after = valuesOf(system)
  const order = queries
    .map((_, i) => i)
    .filter(i => !Number.isNaN(after[i]! - before[i]!))
    .sort((a, b) => after[b]! - before[b]! - (after[a]! - before[a]!))
  const shown = order.length <= 10 ? order : [...order.slice(0, 5), ...order.slice(-5)]
  return {
    head: ['query', baseline, system, 'difference'],
    rows: shown.map(i => [queries[i]!, fixed(before[i]!), fixed(after[i]!), signed(after[i]! - before[i]!)]),
  }
}

function fixed(value: number): string {
  return Math.abs(value) < 100 ? value.toFixed(3) : value.toFixed(1)
}

function signed(value: number): string {
  return `${value < 0 ? '\u2212' : '+'}${fixed(Math.abs(value))}`
}
