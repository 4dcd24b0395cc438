import { ArgumentError } from '@towerkit/core'
import { expect, it } from 'vitest'
import { all } from '../testing/all.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { readJudgements } from './read-judgements.ts'
import { readQueries } from './read-queries.ts'

it('reads queries from BEIR files and tables', async () => {
  using folder = temporaryFolder({
    'queries.jsonl': '{"_id":1,"text":"a"}\n{"_id":"q2","text":"b"}\n',
    'queries.tsv': 'QID\tQuery\n1\ta "b\n',
    'twice.csv': 'id,text\n1,a\n1,b\n',
    'hole.csv': 'id,text\n1,\n',
    'bare.tsv': '1\ta\n2\tb\n',
    'a.txt': '1 a\n',
  })
  const read = (name: string) => all(readQueries(`${folder.path}/${name}`))
  expect(await read('queries.jsonl')).toEqual([
    { id: '1', text: 'a' },
    { id: 'q2', text: 'b' },
  ])
  expect(await read('queries.tsv')).toEqual([{ id: '1', text: 'a "b' }])
  for (const name of ['twice.csv', 'hole.csv', 'bare.tsv'])
    await expect(read(name)).rejects.toMatchObject({ code: 'data' })
  await expect(read('a.txt')).rejects.toThrow(ArgumentError)
})

it('reads judgements as of BEIR and of TREC, whatever the file is called', async () => {
  using folder = temporaryFolder({
    'test.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t2\n',
    'own.csv': 'Query_ID,Doc ID,Relevance\nq1,d1,2\n',
    'a.jsonl': '{"qid":"q1","docid":"d1","score":2}\n',
    'trec.tsv': 'q1\t0\td1\t2\n',
    'qrels.trec': 'q1 0 d1 2\n',
    'hole.csv': 'query,document,score\nq1,d1,\n',
    'other.csv': 'a,b\n1,2\n',
  })
  const read = (name: string) => all(readJudgements(`${folder.path}/${name}`))
  for (const name of ['test.tsv', 'own.csv', 'a.jsonl', 'trec.tsv', 'qrels.trec'])
    expect(await read(name)).toEqual([{ query: 'q1', document: 'd1', relevance: 2 }])
  for (const name of ['hole.csv', 'other.csv']) await expect(read(name)).rejects.toMatchObject({ code: 'data' })
})
