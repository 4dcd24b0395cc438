import { lineChart, type PageSection } from '@towerkit/evaluation/report'
import { fitScalingLaw, type ScalingLaw, type ScalingPoint } from '@towerkit/training'
import { intervalText } from '../study/interval-text.ts'
import { estimate, type Result } from './results.ts'

/** Fitted curves over parameters and over data, and the student of teachers of every size. */
export async function scalingSections(lines: readonly Result[], part: string): Promise<PageSection[]> {
  const own = lines.filter(line => line.part === part)
  const towers = own.filter(({ values }) => values['share'] !== undefined)
  const sizes = averaged(
    towers.filter(({ values }) => values['share'] === 1),
    'parameters',
  )
  const middle = towers.find(({ arm }) => arm.startsWith('share'))?.values['parameters']
  const data = averaged(
    towers.filter(({ values }) => values['parameters'] === middle),
    'pairs',
  )
  const students = averaged(
    own.filter(({ arm }) => arm.startsWith('student')),
    'teacher',
  )
  const sections = [await curve(part, 'parameters', sizes), await curve(part, 'pairs', data)].flat()
  if (students.length < 2) return sections
  return [
    ...sections,
    ...(own.some(({ arm }) => arm === 'asymmetric') ? [widthSection(own)] : []),
    {
      heading: `${part}: one student, teachers of every size`,
      text: 'The same small query tower, distilled from teachers of growing towers.',
      svg: await lineChart(
        [
          { name: 'student', points: students.map(({ size, recall }) => [size, recall] as const) },
          {
            name: 'teacher',
            points: sizes
              .filter(({ size }) => size >= students[0]!.size)
              .map(({ size, recall }) => [size, recall] as const),
            dashed: true,
          },
        ],
        {
          title: "R@50 over the teacher's parameters",
          xName: 'parameters of the teacher',
          yName: 'R@50',
          xScale: 'log',
        },
      ),
      table: {
        head: ['parameters of the teacher', 'seeds', 'R@50 of the student', 'nDCG@10 of the student'],
        rows: students.map(({ size, seeds, recall, ndcg }) => [
          millions(size),
          `${seeds}`,
          recall.toFixed(4),
          ndcg.toFixed(4),
        ]),
      },
    },
  ]
}

/** The four controls where small is narrow. */
function widthSection(own: readonly Result[]): PageSection {
  const of = (arm: string) => own.filter(line => line.arm === arm)
  const widths = [...new Set(own.flatMap(({ arm }) => /^width (\d+)$/.exec(arm)?.[1] ?? []))]
    .map(Number)
    .sort((a, b) => a - b)
  const fromOf = (arm: string) => own.find(line => line.arm === arm)?.values['parameters']
  const narrow = `width ${widths[0]}`
  const wide = `width ${widths.at(-1)}`
  const student = `student of ${wide}`
  const arms = [
    ['small-small', narrow],
    ['asymmetric', 'asymmetric'],
    ['teacher', wide],
    ['student', student],
  ] as const
  const rows = arms
    .filter(([, arm]) => of(arm).length > 0)
    .map(([name, arm]) => [
      name,
      `${of(arm).length}`,
      millions(fromOf(arm)!),
      intervalText(estimate(of(arm))),
      intervalText(estimate(of(arm), { measure: 'ndcg' })),
    ])
  const differences = [
    [wide, narrow],
    [wide, student],
    [student, narrow],
    [student, 'asymmetric'],
  ] as const
  return {
    heading: 'The four controls, small and large by width',
    text: `Towers of words alone; small is ${narrow}, large is ${wide}. ${differences
      .filter(([a, b]) => of(a).length > 0 && of(b).length > 0)
      .map(
        ([a, b]) =>
          `${a} − ${b}: R@50 ${intervalText(estimate(of(a), { other: of(b) }))}, ` +
          `nDCG@10 ${intervalText(estimate(of(a), { other: of(b), measure: 'ndcg' }))}.`,
      )
      .join(' ')}`,
    table: { head: ['query tower', 'seeds', 'parameters', 'R@50', 'nDCG@10'], rows },
  }
}

interface Point extends ScalingPoint {
  readonly seeds: number
  readonly recall: number
  readonly ndcg: number
}

/** Mean over seeds of all results of a size. */
function averaged(results: readonly Result[], size: string): Point[] {
  const groups = Map.groupBy(results, ({ values }) => values[size]!)
  const mean = (group: readonly Result[], name: string) =>
    group.reduce((sum, { values }) => sum + (values[name] ?? 0), 0) / group.length
  return [...groups]
    .map(([value, group]) => ({
      size: value,
      seeds: group.length,
      loss: mean(group, 'entropy'),
      recall: mean(group, 'R@50'),
      ndcg: mean(group, 'nDCG@10'),
    }))
    .sort((a, b) => a.size - b.size)
}

async function curve(part: string, name: 'parameters' | 'pairs', points: readonly Point[]): Promise<PageSection[]> {
  if (points.length < 4) return []
  const law = fitScalingLaw(points)
  const first = points[0]!.size
  const last = points.at(-1)!.size
  const fitted = Array.from({ length: 40 }, (_, i) => first * (last / first) ** (i / 39)).map(
    size => [size, law.predict(size)] as const,
  )
  return [
    {
      heading: `${part}: over ${name}`,
      text:
        `Contrastive entropy of held-out answers among all documents. ${formula(law)} Root mean squared error ` +
        `${law.error.toFixed(4)} nats, ${(100 * law.explained).toFixed(1)} % of the variance explained, ` +
        `${points.length} sizes: three numbers are fitted, so this describes the points and foretells little.`,
      svg: await lineChart(
        [
          { name: 'measured', points: points.map(({ size, loss }) => [size, loss] as const) },
          { name: 'fitted', points: fitted, dashed: true },
        ],
        { title: `Entropy over ${name}`, xName: name, yName: 'entropy (nats)', xScale: 'log', markPoints: true },
      ),
      table: {
        head: [name, 'seeds', 'entropy', 'fitted', 'R@50', 'nDCG@10'],
        rows: points.map(({ size, seeds, loss, recall, ndcg }) => [
          name === 'pairs' ? String(size) : millions(size),
          `${seeds}`,
          loss.toFixed(4),
          law.predict(size).toFixed(4),
          recall.toFixed(4),
          ndcg.toFixed(4),
        ]),
      },
    },
  ]
}

function formula({ amplitude, exponent, limit }: ScalingLaw): string {
  return `L(N) = ${amplitude.toPrecision(3)} · N^−${exponent.toFixed(3)} + ${limit.toFixed(3)}.`
}

function millions(size: number): string {
  return `${(size / 1e6).toFixed(2)} M`
}
