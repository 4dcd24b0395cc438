import { bootstrapOverSeeds } from '@towerkit/evaluation'
import { intervalText } from '../study/interval-text.ts'
import { writeReport } from '../study/write-report.ts'
import { activityBins } from './activity-bins.ts'
import type { RowResult, StageResult } from './row-result.ts'
import type { StudySplit } from './study-data.ts'
import { gains, hitRates, unitsOf } from './whole-catalogue.ts'

/** What the report is about. */
export interface ReportOptions {
  readonly splits: { readonly test: StudySplit }
  /** k1: what the first stage hands on. */
  readonly candidates: number
  readonly folder: string
}

type Measure = (places: readonly number[]) => Float64Array

/** Rows that are compared with others, by what they add. */
const comparisons: readonly (readonly [row: string, against: string])[] = [
  ['pure', 'item neighbours'],
  ['auxiliary', 'item neighbours'],
  ['full', 'item neighbours'],
  ['auxiliary', 'pure'],
  ['ranker', 'pure'],
  ['full', 'pure'],
  ['full', 'auxiliary'],
  ['full', 'ranker'],
  ['other histories', 'pure'],
  ['auxiliary', 'other histories'],
  ['full', 'short ranker'],
  ['paper auxiliary', 'paper'],
]

/** Prints and writes the tables of a study: means, paired differences over users and seeds, bins of activity. */
export function reportStudy(all: readonly RowResult[], { splits: { test }, candidates, folder }: ReportOptions): void {
  const shown = Math.floor(candidates / 4)
  const measures: Readonly<Record<string, Measure>> = {
    'HR@10': places => hitRates(places, 10),
    'nDCG@10': places => gains(places, 10),
    'MRR@10': places => Float64Array.from(places, place => (place <= 10 ? 1 / place : 0)),
    [`HR@${shown}`]: places => hitRates(places, shown),
    [`HR@${candidates}`]: places => hitRates(places, candidates),
  }
  const units = unitsOf(test)
  const groups = new Map<string, RowResult[]>()
  for (const line of all)
    if (line.first) {
      const name = line.change === '' ? line.row : `${line.row} ${line.change}`
      groups.set(name, [...(groups.get(name) ?? []), line])
    }
  const stages = [...groups].flatMap(([name, lines]) => [
    { name, lines, of: (line: RowResult) => line.first },
    ...(lines.every(({ final }) => final)
      ? [{ name: `${name}: ranked`, lines, of: (line: RowResult) => line.final }]
      : []),
  ])
  const runsOf = ({ lines, of }: (typeof stages)[0], measure: Measure) => lines.map(line => measure(of(line)!.places))
  const mean = (lines: readonly RowResult[], valueOf: (line: RowResult) => number) =>
    lines.reduce((sum, line) => sum + valueOf(line), 0) / lines.length

  const property = (stage: (typeof stages)[0], name: keyof Omit<StageResult, 'places'>) =>
    mean(stage.lines, line => stage.of(line)![name]).toFixed(3)
  const means = {
    head: ['row', 'seeds', ...Object.keys(measures), 'coverage', 'Gini', 'popularity', 'steps', 'seconds'],
    rows: stages.map(stage => [
      stage.name,
      String(stage.lines.length),
      ...Object.values(measures).map(measure => intervalText(bootstrapOverSeeds(runsOf(stage, measure), { units }))),
      property(stage, 'coverage'),
      property(stage, 'gini'),
      property(stage, 'popularity'),
      mean(stage.lines, ({ best }) => best).toFixed(0),
      mean(stage.lines, ({ seconds }) => seconds).toFixed(0),
    ]),
  }

  const stageOf = (name: string) => stages.find(stage => stage.name === name)
  // Rows with the same changes; the baselines have none.
  const changes = [...new Set(all.filter(({ first }) => first).map(({ change }) => change))]
  const named = (row: string, change: string) => (change === '' ? row : `${row} ${change}`)
  const pairs = [
    ...changes.flatMap(change =>
      comparisons.map(([row, against]) => [
        named(row, change),
        against === 'item neighbours' ? against : named(against, change),
      ]),
    ),
    ...stages.flatMap(({ name }) => (stageOf(`${name}: ranked`) ? [[`${name}: ranked`, name]] : [])),
  ].flatMap(([row, against]) => {
    const a = stageOf(row!)
    const b = stageOf(against!)
    if (!a || !b) return []
    const isOne = b.lines.length === 1 && b.lines[0]!.seed === 0
    const seeds = a.lines.map(({ seed }) => seed).filter(seed => isOne || b.lines.some(line => line.seed === seed))
    if (seeds.length === 0) return []
    const of = (stage: typeof a, measure: Measure) =>
      seeds.map(seed => measure(stage.of(stage.lines.find(line => line.seed === seed)!)!.places))
    const cells = Object.values(measures).map(measure => {
      const other = isOne ? runsOf(b, measure) : of(b, measure)
      return intervalText(bootstrapOverSeeds(of(a, measure), { against: other, units }))
    })
    return [[`${row} less ${against}`, String(seeds.length), ...cells]]
  })
  const differences = { head: ['difference', 'seeds', ...Object.keys(measures)], rows: pairs }

  const bins = activityBins(test)
  const binned = bins.map(({ name, targets }) => [
    `${name} (${targets.length} targets)`,
    ...stages.map(stage =>
      mean(stage.lines, line => {
        const hits = hitRates(stage.of(line)!.places, 10)
        return targets.reduce((sum, target) => sum + hits[target]!, 0) / targets.length
      }).toFixed(4),
    ),
  ])
  const byActivity = { head: ['HR@10', ...stages.map(({ name }) => name)], rows: binned }
  const tables = { 'Test events': means, 'Paired differences': differences, 'By activity': byActivity }
  for (const { head, rows } of Object.values(tables)) {
    console.log(head.join(' | '))
    for (const row of rows) console.log(row.join(' | '))
  }
  writeReport(
    folder,
    'Recommenders',
    Object.entries(tables).map(([heading, table]) => ({ heading, table })),
  )
}
