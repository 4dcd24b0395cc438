import { describe, expect, it } from 'vitest'
import {
  barChart,
  differenceChart,
  histogram,
  lineChart,
  recallLatency,
  scatterChart,
} from '@towerkit/evaluation/report'

const points = [
  [1, 2],
  [3, 4],
] as const
const charts: Readonly<Record<string, (title: string) => Promise<string>>> = {
  barChart: title =>
    barChart(
      ['nDCG@10', '<b>'],
      [
        {
          name: 'BM25 & more',
          values: [0.6, 0.7],
          intervals: [
            [0.5, 0.7],
            [0.6, 0.8],
          ],
        },
        { name: 'other', values: [0.1, 0.2] },
      ],
      { title, yName: 'mean' },
    ),
  differenceChart: title => differenceChart([0.5, -0.25, 0], { title }),
  histogram: title =>
    histogram(
      [
        { name: 'one', values: [1, 1, 2] },
        { name: 'same', values: [1] },
      ],
      { title, bins: 4 },
    ),
  lineChart: title =>
    lineChart(
      [
        { name: 'loss', points },
        { name: 'fit', points, dashed: true },
      ],
      { title, xScale: 'log', yScale: 'log', xName: 'step' },
    ),
  recallLatency: title =>
    recallLatency(
      [
        {
          name: 'HNSW',
          points: [
            { recall: 0.9, cost: 2, label: 'ef 64' },
            { recall: 0.5, cost: 1 },
          ],
        },
      ],
      { title, yName: 'ms' },
    ),
  scatterChart: title => scatterChart([{ name: 'models', points, labels: ['small', '<large>'] }], { title }),
}

describe.each(Object.entries(charts))('%s', (_name, draw) => {
  it('is one SVG with a title, in the colour of the text, the same each time', async () => {
    const svg = await draw('Quality <of> "search" & more')
    const title = 'Quality &lt;of&gt; &quot;search&quot; &amp; more'
    expect(svg).toMatch(
      new RegExp(`^<svg [^>]*role="img" aria-label="${title}"><title>${title}</title><desc>[^]*</svg>$`),
    )
    expect(svg.match(/<svg/g)).toHaveLength(1)
    expect(svg).toContain('currentColor')
    expect(svg).not.toMatch(/#010203|NaN|undefined|<script|<b>|<large>/)
    expect(await draw('Quality <of> "search" & more')).toBe(svg)
  })
})

it('draws what it is given', async () => {
  const svg = await barChart(['a', 'b', 'c'], [{ name: 'only', values: [1, 2, 3] }], { title: 'Bars' })
  expect(svg.match(/fill="#3f83c5"/g)).toHaveLength(3)
  expect(await histogram([{ name: 'equal', values: [5, 5] }], { title: 'Equal' })).toContain('#3f83c5')
})

it('writes long numbers of an axis short, so that the last one is not cut', async () => {
  const svg = await lineChart(
    [
      {
        name: 'R@50',
        points: [
          [120_000, 0.5],
          [9_000_000, 0.7],
        ],
      },
    ],
    { title: 'Sizes', xScale: 'log', yScale: 'log' },
  )
  expect([...svg.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(match => match[1])).toEqual(
    expect.arrayContaining(['100K', '1M', '10M', '0.1', '1']),
  )
  const linear = await scatterChart(
    [
      {
        name: 'times',
        points: [
          [0, 0.00025],
          [20_000, 0.001],
        ],
      },
    ],
    { title: 'Times' },
  )
  expect(linear).toContain('>20,000<')
  expect(linear).toContain('>0.0004<')
})

it.each([
  ['no bars', () => barChart([], [], { title: '' }), 'data'],
  ['bars of another number', () => barChart(['a'], [{ name: 'x', values: [1, 2] }], { title: '' }), 'data'],
  ['a bar that is NaN', () => barChart(['a'], [{ name: 'x', values: [Number.NaN] }], { title: '' }), 'data'],
  ['no lines', () => lineChart([], { title: '' }), 'data'],
  ['0 on a logarithmic axis', () => lineChart([{ name: 'x', points: [[0, 1]] }], { title: '', xScale: 'log' }), 'data'],
  ['no points', () => scatterChart([], { title: '' }), 'data'],
  ['labels of another number', () => scatterChart([{ name: 'x', points, labels: [] }], { title: '' }), 'data'],
  ['no values', () => histogram([], { title: '' }), 'data'],
  ['one bin', () => histogram([{ name: 'x', values: [1] }], { title: '', bins: 1 }), 'argument'],
  ['no differences', () => differenceChart([], { title: '' }), 'data'],
  ['a width of 0', () => differenceChart([1], { title: '', width: 0 }), 'argument'],
])('refuses %s', async (_name, work, code) => {
  await expect(work()).rejects.toThrow(expect.objectContaining({ code }))
})
