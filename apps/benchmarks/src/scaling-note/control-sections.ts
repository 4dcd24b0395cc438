import { barChart, type PageSection } from '@towerkit/evaluation/report'
import { intervalText } from '../study/interval-text.ts'
import { estimate, type Result } from './results.ts'

const ends = ['small-small', 'small-small, longer', 'asymmetric', 'asymmetric, longer'] as const
const order: readonly string[] = ['as it is', ...ends, 'teacher']

/** The arms of a corpus with their intervals, the differences that the paper is about, and what was checked. */
export async function controlSections(lines: readonly Result[], part: string): Promise<PageSection[]> {
  const all = lines.filter(line => line.part === part)
  const own = all.filter(({ perQuery }) => perQuery)
  if (own.length === 0) return []
  const names = [...new Set(own.map(({ arm }) => arm))]
  const arms = [...order.filter(name => names.includes(name)), ...names.filter(name => !order.includes(name)).sort()]
  const of = (arm: string) => own.filter(line => line.arm === arm)
  const teacher = of('teacher')
  const share = (arm: string) => {
    const pairs = of(arm).flatMap(line => {
      const same = teacher.find(({ seed }) => seed === line.seed)
      return same ? [line.values['R@50']! / same.values['R@50']!] : []
    })
    return pairs.length === 0
      ? '-'
      : `${((100 * pairs.reduce((sum, value) => sum + value, 0)) / pairs.length).toFixed(1)} %`
  }
  const rows = arms.map(arm => [
    arm,
    `${of(arm).length}`,
    `${((of(arm)[0]!.values['parameters'] ?? 0) / 1e6).toFixed(2)} M`,
    intervalText(estimate(of(arm))),
    share(arm),
    intervalText(estimate(of(arm), { measure: 'ndcg' })),
  ])
  const recalls = arms.map(arm => estimate(of(arm))!)
  const students = arms.filter(arm => arm.startsWith('student'))
  const differences = [
    ['teacher', 'small-small'],
    ...students.flatMap(student => [['teacher', student], ...ends.map(end => [student, end])]),
  ]
    .filter(([a, b]) => of(a!).length > 0 && of(b!).length > 0)
    .map(([a, b]) => [
      `${a} − ${b}`,
      intervalText(estimate(of(a!), { other: of(b!) })),
      intervalText(estimate(of(a!), { other: of(b!), measure: 'ndcg' })),
    ])
  const checked = own.filter(({ values }) => values['checked'] !== undefined)
  const documents = all.filter(({ arm }) => arm === 'documents after')
  const sum = (name: string) => checked.reduce((total, { values }) => total + values[name]!, 0)
  return [
    {
      heading: `${part}: controls and students`,
      text:
        'Means over seeds and queries; 95 % intervals of a bootstrap over both. Parameters are those of the query ' +
        'tower. Exact search over all documents.',
      svg: await barChart(
        arms,
        [
          {
            name: 'R@50',
            values: recalls.map(({ mean }) => mean),
            intervals: recalls.map(({ low, high }) => [low, high] as const),
          },
        ],
        { title: `R@50, ${part}`, yName: 'R@50', width: 900, height: 480 },
      ),
      table: { head: ['query tower', 'seeds', 'parameters', 'R@50', 'of the teacher', 'nDCG@10'], rows },
    },
    { heading: `${part}: paired differences`, table: { head: ['difference', 'R@50', 'nDCG@10'], rows: differences } },
    {
      heading: `${part}: what must not change`,
      text:
        'Documents (their vectors or the bytes of their index file) and the weights of the document tower, before ' +
        'and after the second stage: the same digest for ' +
        `${documents.filter(({ values }) => values['same'] === 1).length} of ${documents.length} seeds. |⟨s,d⟩ − ` +
        `⟨t,d⟩| ≤ ‖s − t‖ was checked ${sum('checked')} times and failed ${sum('violations')} times.`,
    },
  ]
}
