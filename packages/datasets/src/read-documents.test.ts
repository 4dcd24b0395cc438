import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { ArgumentError, DataError } from '@towerkit/core'
import { expect, it } from 'vitest'
import { readDocuments } from './read-documents.ts'
import { all } from './testing/all.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const golden = (name: string) => fileURLToPath(new URL(`__golden__/${name}`, import.meta.url))
const summary = async (...args: Parameters<typeof readDocuments>) =>
  (await all(readDocuments(...args))).map(({ id, title, text, metadata }) => [id, title, text, metadata])

it('recognises folders of documents, BEIR folders and single documents', async () => {
  using folder = temporaryFolder({
    'docs/a.md': '# A\n\nx\n\n## B\n\ny',
    'set/corpus.jsonl': '{"_id":"d1","title":"T","text":"x"}\n',
    'set/README.md': 'not read',
    'zipped/corpus.jsonl.gz': gzipSync('{"_id":"d2","text":"y"}'),
  })
  expect((await summary(`${folder.path}/docs`, { sections: true })).map(([id]) => id)).toEqual(['a.md#a', 'a.md#b'])
  expect(await summary(`${folder.path}/set`)).toEqual([['d1', 'T', 'x', {}]])
  expect(await summary(`${folder.path}/zipped`)).toEqual([['d2', '', 'y', {}]])
  expect(await summary(`${folder.path}/docs/a.md`)).toEqual([
    ['a.md', 'A', 'A\n\nx\n\nB\n\ny', { path: 'a.md', kind: 'markdown' }],
  ])
})

it('takes options of every kind whatever it reads', async () => {
  using folder = temporaryFolder({
    'docs/a.md': '# A\n\nx',
    'set/corpus.jsonl': '{"_id":"d1","text":"x"}\n',
    'a.csv': 'id,text\nd,x\n',
  })
  const options = {
    sections: false,
    exclude: ['b'],
    maxFileBytes: 9999,
    onSkipped() {},
    columns: {},
    types: {},
    quotes: true,
  }
  for (const path of ['docs', 'docs/a.md', 'set', 'a.csv'])
    expect(await summary(`${folder.path}/${path}`, options)).toHaveLength(1)
})

it('recognises tables, their usual columns and those that are named', async () => {
  using folder = temporaryFolder({
    'a.jsonl': '{"doc_id":7,"contents":"x","year":1}\n{"doc_id":8,"contents":"y","title":null}\n',
    'b.tsv': 'id\ttext\ttitle\n1\tx\tT\n',
    'c.csv.gz': gzipSync('name,abstract\nn,"a, b"\nm,c\n'),
    'd.csv': 'a;b\n1;2\n',
    'e.csv': '\n\nid;text\n1;"a, b"\n',
  })
  expect(await summary(`${folder.path}/a.jsonl`)).toEqual([
    ['7', '', 'x', { year: 1 }],
    ['8', '', 'y', {}],
  ])
  expect(await summary(`${folder.path}/b.tsv`)).toEqual([['1', 'T', 'x', {}]])
  expect(await summary(`${folder.path}/c.csv.gz`)).toEqual([
    ['2', '', 'a, b', { name: 'n' }],
    ['3', '', 'c', { name: 'm' }],
  ])
  expect(await summary(`${folder.path}/c.csv.gz`, { columns: { id: 'name', title: 'name' } })).toEqual([
    ['n', 'n', 'a, b', {}],
    ['m', 'm', 'c', {}],
  ])
  expect(await summary(`${folder.path}/d.csv`, { separator: ';', columns: { id: 'a', text: 'b' } })).toEqual([
    ['1', '', '2', {}],
  ])
  expect(await summary(`${folder.path}/e.csv`)).toEqual([['1', '', 'a, b', {}]])
  const parquet = await summary(golden('snappy.parquet'))
  expect(parquet).toHaveLength(25)
  expect(parquet[1]).toMatchObject(['d1', 'Zürich 🚲 1', 'text 1 text 1 ', { tags: ['t0'], int32: -11 }])
})

it('refuses what it cannot tell, with the line', async () => {
  using folder = temporaryFolder({
    'twice.csv': 'id,text\n1,a\n1,b\n',
    'none.csv': 'a,b\n1,2\n',
    'hole.jsonl': '{"id":1,"text":"a"}\n{"id":2}\n',
    'id.jsonl': '{"id":null,"text":"a"}',
    'x.bin': '',
    'blank.md': '',
    'latin.txt': Buffer.from([0xfc]),
  })
  const read = (name: string, options = {}) => all(readDocuments(`${folder.path}/${name}`, options))
  await expect(read('twice.csv')).rejects.toMatchObject({ code: 'data', details: { line: 3 } })
  await expect(read('hole.jsonl')).rejects.toMatchObject({ code: 'data', details: { line: 2 } })
  await expect(read('id.jsonl')).rejects.toMatchObject({ code: 'data', details: { line: 1 } })
  await expect(read('none.csv')).rejects.toThrow('it has a, b. Call it "text"')
  await expect(read('none.csv', { columns: { text: 'c' } })).rejects.toThrow(ArgumentError)
  await expect(read('x.bin')).rejects.toThrow(ArgumentError)
  for (const name of ['blank.md', 'latin.txt', 'nothing']) await expect(read(name)).rejects.toThrow(DataError)
})
