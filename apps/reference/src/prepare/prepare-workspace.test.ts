import { ArgumentError, DataError } from '@towerkit/core'
import { expect, it } from 'vitest'
import { preparedWorkspace } from '../testing/prepared-workspace.ts'

const rows = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({ id: `${name}${i}`, title: `${name} ${i}`, text: `${name} body ${i}` }),
  ).join('\n')

it('changes nothing if the source fails half way', async () => {
  using workspace = preparedWorkspace({ 'a.jsonl': rows('old', 3) })
  await workspace.prepare('a.jsonl')
  const before = [...workspace.documents()]
  const pairs = await workspace.pairs()
  // More than are stored at once, so that some were there when the last line turns out to be broken.
  workspace.write('a.jsonl', `${rows('new', 1_200)}\n{"id": "broken`)
  await expect(workspace.prepare('a.jsonl')).rejects.toThrow(DataError)
  expect([...workspace.documents()]).toEqual(before)
  expect(await workspace.pairs()).toEqual(pairs)
  workspace.write('a.jsonl', rows('new', 1_200))
  expect(await workspace.prepare('a.jsonl')).toMatchObject({ documents: 1_200, stored: 1_200, removed: 3 })
})

it('changes nothing if the judgements fail, or the signal is given', async () => {
  using workspace = preparedWorkspace({ 'set/corpus.jsonl': '{"_id":"d1","title":"T","text":"x"}\n' })
  await workspace.prepare('set')
  const before = [...workspace.documents()]
  workspace.write('set/corpus.jsonl', '{"_id":"d2","title":"T","text":"x"}\n')
  workspace.write('set/qrels/test.tsv', 'query-id\tcorpus-id\tscore\nq1\td2\tmany\n')
  workspace.write('set/queries.jsonl', '{"_id":"q1","text":"x"}\n')
  await expect(workspace.prepare('set')).rejects.toThrow(DataError)
  expect([...workspace.documents()]).toEqual(before)
  workspace.write('set/qrels/test.tsv', 'query-id\tcorpus-id\tscore\nq1\td2\t1\n')
  await expect(workspace.prepare('set', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  expect([...workspace.documents()]).toEqual(before)
})

it('keeps the documents, pairs and queries of other sources, and removes them only when asked', async () => {
  using workspace = preparedWorkspace({ 'a.jsonl': rows('apple', 40), 'b.jsonl': rows('berry', 40) })
  const first = await workspace.prepare('a.jsonl')
  const second = await workspace.prepare('b.jsonl')
  expect(second).toMatchObject({
    documents: 80,
    removed: 0,
    sources: [workspace.path('a.jsonl'), workspace.path('b.jsonl')],
  })
  expect(second.pairs + second.queries).toBe(80)
  expect(second.pairs).toBeGreaterThan(first.pairs)
  const written = [await workspace.pairs(), await workspace.queries()]
  expect(await workspace.prepare('a.jsonl')).toMatchObject({ documents: 80, stored: 0, removed: 0 })
  expect([await workspace.pairs(), await workspace.queries()]).toEqual(written)
  workspace.write('b.jsonl', rows('berry', 39))
  expect(await workspace.prepare('b.jsonl')).toMatchObject({ documents: 79, stored: 0, removed: 1 })
  expect(await workspace.prepare('b.jsonl', { replace: true })).toMatchObject({
    documents: 39,
    removed: 40,
    sources: [workspace.path('b.jsonl')],
  })
  expect(await workspace.pairs()).toHaveLength(39 - (await workspace.queries()).length)
})

it('refuses an id of another source, unless a prefix tells them apart', async () => {
  using workspace = preparedWorkspace({
    'a/README.md': '# Apples\n\nOf apples.\n',
    'b/README.md': '# Berries\n\nOf berries.\n',
  })
  await workspace.prepare('a')
  await expect(workspace.prepare('b')).rejects.toThrow(`is of the source "${workspace.path('a')}" too`)
  expect([...workspace.documents().keys()]).toEqual(['README.md#apples'])
  expect(await workspace.prepare('b', { prefix: 'b/' })).toMatchObject({ documents: 2, removed: 0 })
  // It is remembered.
  expect(await workspace.prepare('b')).toMatchObject({ documents: 2, stored: 0, removed: 0 })
  expect([...workspace.documents().keys()]).toEqual(['README.md#apples', 'b/README.md#berries'])
  const asked = [...(await workspace.pairs()), ...(await workspace.queries())]
  expect(JSON.stringify(asked)).toContain('b/README.md#berries')
})

it('refuses declarations of code beside other texts', async () => {
  using workspace = preparedWorkspace({ 'a.jsonl': rows('apple', 3) })
  await workspace.prepare('a.jsonl')
  await expect(
    workspace.prepare('../api', { source: { queriesFile: 'x' } }).catch((error: unknown) => {
      throw error
    }),
  ).rejects.toThrow(DataError)
  await expect(workspace.prepare('a.jsonl', { source: { queriesFile: 'x' } })).rejects.toThrow(ArgumentError)
  await expect(workspace.prepare('a.jsonl', { source: { split: 'test' } })).rejects.toThrow(ArgumentError)
})

it('stores metadata with its types, big integers exactly', async () => {
  const row = '{"id":1,"text":"x","tags":["a","b"],"n":{"v":[1,2]},"big":9007199254740993,"none":null}'
  using workspace = preparedWorkspace({ 'a.jsonl': `${row}\n` })
  await workspace.prepare('a.jsonl')
  expect(workspace.documents().get('1')!.metadata).toEqual({
    tags: ['a', 'b'],
    n: { v: [1, 2] },
    big: 9_007_199_254_740_993n,
  })
  expect(await workspace.prepare('a.jsonl')).toMatchObject({ stored: 0 })
})
