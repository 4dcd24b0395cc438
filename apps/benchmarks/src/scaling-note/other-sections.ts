import type { PageSection } from '@towerkit/evaluation/report'
import type { Result } from './results.ts'

/** Similarity with the real model as teacher, and speed. */
export function otherSections(lines: readonly Result[]): PageSection[] {
  const of = (part: string) => lines.filter(line => line.part === part)
  const armsOf = (part: string) => [...Map.groupBy(of(part), ({ arm }) => arm)]
  const sections: PageSection[] = []
  const similarity = armsOf('stsb pretrained')
  if (similarity.length > 0) {
    sections.push({
      heading: 'STS benchmark: all-MiniLM-L6-v2 as teacher',
      text:
        "Spearman's correlation on the test pairs, both sentences by the same tower; mean over seeds, lowest and " +
        'highest.',
      table: {
        head: ['tower', 'seeds', 'Spearman', 'range'],
        rows: similarity.map(([arm, results]) => {
          const values = results.map(result => result.values['spearman']!)
          return [
            arm,
            `${values.length}`,
            (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(4),
            `${Math.min(...values).toFixed(4)} to ${Math.max(...values).toFixed(4)}`,
          ]
        }),
      },
    })
  }
  for (const [part, heading] of [
    ['speed', "Speed of the API corpus's query towers"],
    ['speed pretrained', 'Speed of all-MiniLM-L6-v2 and its students'],
  ] as const) {
    if (of(part).length === 0) continue
    sections.push({
      heading,
      text:
        'ONNX Runtime on one thread, float32, tokenising included, warm-up excluded, in turns. Throughput: batches ' +
        'of 512 test queries; latency: one query at a time.',
      table: {
        head: ['query tower', 'queries/s', 'times the teacher', 'p50 ms', 'p95 ms'],
        rows: of(part).map(({ arm, values }) => [
          arm,
          values['queriesPerSecond']!.toFixed(0),
          values['speedUp'] === undefined
            ? '-'
            : `${values['speedUp'].toFixed(1)} [${values['low']!.toFixed(1)}, ${values['high']!.toFixed(1)}]`,
          values['p50Ms']!.toFixed(2),
          values['p95Ms']!.toFixed(2),
        ]),
      },
    })
  }
  return sections
}
