import { expect, it } from 'vitest'
import { beir } from './beir.ts'
import { all } from './testing/all.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

it('takes ids that are numbers, and nothing for a title or metadata', async () => {
  using folder = temporaryFolder({
    'corpus.jsonl': '{"_id":1,"title":null,"text":"a"}\n{"_id":9007199254740993,"text":"b","metadata":null}\n',
    'queries.jsonl': '{"_id":7,"text":"q"}\n',
    'qrels/dev.tsv': 'query-id\tcorpus-id\tscore\n7\t1\t1\n7\t9007199254740993\t0\n',
  })
  const { corpus, queries, qrels } = beir(folder.path)
  expect(await all(corpus())).toEqual([
    { id: '1', title: '', text: 'a', metadata: {} },
    { id: '9007199254740993', title: '', text: 'b', metadata: {} },
  ])
  expect(await all(queries())).toEqual([{ id: '7', text: 'q' }])
  expect(await all(qrels('dev'))).toEqual([
    { query: '7', document: '1', relevance: 1 },
    { query: '7', document: '9007199254740993', relevance: 0 },
  ])
  for (const id of ['1.5', 'null', '""', 'true'])
    await expect(all(beir(temporary(folder, `{"_id":${id},"text":"a"}\n`)).corpus())).rejects.toMatchObject({
      code: 'data',
      details: { line: 1 },
    })
})

function temporary(folder: ReturnType<typeof temporaryFolder>, corpus: string): string {
  folder.write('other/corpus.jsonl', corpus)
  return `${folder.path}/other`
}

it('says which splits there are', async () => {
  using folder = temporaryFolder({ 'qrels/test.tsv.gz': '', 'qrels/dev.tsv': '', 'qrels/README.md': '' })
  expect(await beir(folder.path).splits()).toEqual(['dev', 'test'])
  using empty = temporaryFolder({ 'corpus.jsonl': '' })
  expect(await beir(empty.path).splits()).toEqual([])
})
