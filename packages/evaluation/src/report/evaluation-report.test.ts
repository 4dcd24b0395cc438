import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { compare, type Report } from '@towerkit/evaluation'
import { evaluationReport, htmlPage, reportHtml, reportMarkdown } from '@towerkit/evaluation/report'

function randomReport(seed: number, shift: number): Report {
  const random = seededRandom(seed)
  const queries = Array.from({ length: 30 }, (_, i) => `q${i}`)
  const values = queries.map(() => Math.min(1, random() * 0.8 + shift))
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return { queries, mean: { 'nDCG@10': mean, RR: mean }, perQuery: { 'nDCG@10': values, RR: values } }
}
const systems = { BM25: randomReport(1, 0), 'student <1|2>': randomReport(1, 0.1), teacher: randomReport(2, 0.2) }
const report = evaluationReport(systems, { title: 'Held & out' })

it('has the means, intervals that hold them, and the comparisons with their corrected p-values', () => {
  expect(report.systems.map(({ name }) => name)).toEqual(Object.keys(systems))
  for (const { name, values } of report.systems) {
    const {
      mean,
      interval: [low, high],
      comparison,
    } = values.RR!
    expect(mean).toBeCloseTo(systems[name as 'BM25'].mean.RR!, 12)
    expect(low).toBeLessThan(mean)
    expect(high).toBeGreaterThan(mean)
    if (name === 'BM25') expect(comparison).toBeUndefined()
    else {
      expect(comparison).toMatchObject(compare(systems.BM25, systems[name as 'BM25']).RR!)
      expect(comparison!.adjustedPValue).toBeGreaterThanOrEqual(comparison!.pValue)
    }
  }
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})

it('is written as Markdown', () => {
  const text = reportMarkdown(report)
  expect(text).toContain('# Held & out\n\n30 queries')
  expect(text).toContain('| student <1\\|2> | nDCG@10 | +0.100 |')
  const widths = text
    .split('\n')
    .filter(line => line.startsWith('|'))
    .map(line => line.match(/(?<!\\)\|/g)!.length)
  expect(new Set(widths)).toEqual(new Set([4, 7]))
})

it('is written as one page that needs nothing else, with tables beside its plots', async () => {
  const page = await reportHtml(report, { sections: [{ heading: 'More', text: '1 < 2' }] })
  expect(page.match(/<svg/g)).toHaveLength(3)
  expect(page.match(/<table/g)).toHaveLength(4)
  expect(page).toContain('student &lt;1|2&gt; against BM25, query by query')
  expect(page).toContain('<p>1 &lt; 2</p>')
  expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import|(?<!xmlns(:xlink)?=")https?:|NaN|undefined/)
  expect(page).toMatch(/<meta name="viewport"[^]*prefers-color-scheme/)
})

it('takes a single system, and pages without plots', async () => {
  expect(await reportHtml(evaluationReport({ only: systems.BM25 }, { title: 'One' }))).not.toContain('Against')
  expect(htmlPage('Empty', [])).toContain('<h1>Empty</h1>')
})

it.each([
  ['no systems', () => evaluationReport({}, { title: '' }), 'data'],
  ['an unknown baseline', () => evaluationReport(systems, { title: '', baseline: 'x' }), 'argument'],
  [
    'other queries',
    () =>
      evaluationReport(
        { ...systems, other: { ...systems.BM25, queries: systems.BM25.queries.map(query => `${query}x`) } },
        { title: '' },
      ),
    'data',
  ],
  [
    'no common measure',
    () =>
      evaluationReport(
        { ...systems, other: { queries: systems.BM25.queries, mean: { AP: 0 }, perQuery: { AP: [] } } },
        { title: '' },
      ),
    'data',
  ],
])('refuses %s', (_name, work, code) => {
  expect(work).toThrow(expect.objectContaining({ code }))
})
