import { ArgumentError, DataError } from '@towerkit/core'
import { expect, it } from 'vitest'
import { preparedWorkspace } from '../testing/prepared-workspace.ts'

const lines = (...rows: unknown[]) => rows.map(row => JSON.stringify(row)).join('\n')
const numbers = Array.from({ length: 60 }, (_, i) => i)
const corpus = lines(...numbers.map(i => ({ _id: `d${i}`, title: `Title ${i}`, text: `Body ${i} says it.` })))
const queries = lines(...numbers.map(i => ({ _id: `q${i}`, text: `asks ${i}` })))
const qrels = (...pairs: readonly (readonly [query: string, document: string, score?: number])[]) =>
  [['query-id', 'corpus-id', 'score'], ...pairs.map(([query, document, score = 1]) => [query, document, score])]
    .map(row => `${row.join('\t')}\n`)
    .join('')
const base = { 'set/corpus.jsonl': corpus, 'set/queries.jsonl': queries }

it('counts the judged queries that are left out, and says why', async () => {
  using workspace = preparedWorkspace({
    ...base,
    'set/qrels/test.tsv': qrels(['q1', 'd1'], ['qX', 'd2'], ['qY', 'd3'], ['q2', 'gone'], ['q3', 'd3', 0]),
    'set/qrels/dev.tsv': qrels(['q9', 'd9']),
  })
  const { leftOut, queries: count } = await workspace.prepare('set')
  expect(count).toBe(1)
  expect(leftOut).toEqual([
    { what: 'judged queries without a text', count: 2, examples: ['qX', 'qY'] },
    { what: 'judged queries whose relevant documents are all missing', count: 1, examples: ['q2'] },
    { what: 'judged queries without a relevant document', count: 1, examples: ['q3'] },
    { what: 'splits whose judgements are not used', count: 1, examples: ['dev'] },
  ])
})

it('holds out the judgements of dev if there are none of test, or of the split that is named', async () => {
  using workspace = preparedWorkspace({
    ...base,
    'set/qrels/dev.tsv': qrels(['q1', 'd1'], ['q2', 'd2']),
    'set/qrels/train.tsv': qrels(['q3', 'd3']),
  })
  expect(await workspace.prepare('set')).toMatchObject({ queries: 2, pairs: 1, leftOut: [] })
  expect((await workspace.queries()).map(({ id }) => id)).toEqual(['q1', 'q2'])
  workspace.write('set/qrels/test.tsv', qrels(['q4', 'd4']))
  expect(await workspace.prepare('set', { source: { split: 'dev' } })).toMatchObject({ queries: 2 })
  expect(await workspace.prepare('set')).toMatchObject({ queries: 1 })
  await expect(workspace.prepare('set', { source: { split: 'trial' } })).rejects.toThrow('but of dev, test, train')
})

it('holds out a part of train if there is nothing else', async () => {
  using workspace = preparedWorkspace({
    ...base,
    'set/qrels/train.tsv': qrels(...numbers.map(i => [`q${i}`, `d${i}`] as const)),
  })
  const { pairs, queries: held } = await workspace.prepare('set')
  expect(pairs + held).toBe(60)
  expect(held).toBeGreaterThan(0)
  expect(held).toBeLessThan(20)
  const asked = new Set((await workspace.pairs()).map(({ query }) => query))
  for (const { text } of await workspace.queries()) expect(asked).not.toContain(text)
})

it('asks by titles if there are no judgements at all, nor queries', async () => {
  using workspace = preparedWorkspace({ 'set/corpus.jsonl': corpus })
  const { pairs, queries: held } = await workspace.prepare('set')
  expect(pairs + held).toBe(60)
  expect(held).toBeGreaterThan(0)
})

it("takes queries and judgements of files of one's own, of any source", async () => {
  using workspace = preparedWorkspace({
    ...base,
    'set/qrels/test.tsv': qrels(['q4', 'd4']),
    'docs.csv': `id,title,text\n${numbers.map(i => `d${i},Title ${i},Body ${i}.`).join('\n')}\n`,
    'own.tsv': 'qid\tquery\na\tTitle 7\nb\twhat is 8\n',
    'own.qrels': 'a 0 d7 1\nb 0 d8 1\nc 0 d9 1\n',
  })
  const source = { queriesFile: workspace.path('own.tsv'), qrelsFile: workspace.path('own.qrels') }
  const left = [{ what: 'judged queries without a text', count: 1, examples: ['c'] }]
  expect(await workspace.prepare('docs.csv', { source })).toMatchObject({ queries: 2, pairs: 59, leftOut: left })
  expect((await workspace.queries()).map(({ text }) => text)).toEqual(['Title 7', 'what is 8'])
  expect((await workspace.pairs()).map(({ query }) => query)).not.toContain('Title 7')
  const other = await workspace.prepare('set', { source, replace: true })
  expect(other).toMatchObject({ queries: 2 })
  expect(other.leftOut).toEqual(
    expect.arrayContaining([...left, { what: 'splits whose judgements are not used', count: 1, examples: ['test'] }]),
  )
  const { queriesFile } = source
  await expect(workspace.prepare('docs.csv', { source: { queriesFile } })).rejects.toThrow(ArgumentError)
  await expect(workspace.prepare('none', { source })).rejects.toThrow(DataError)
})
