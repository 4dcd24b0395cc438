import { ArgumentError } from '@towerkit/core'
import { expect, it } from 'vitest'
import { readPairs } from './read-pairs.ts'
import { all } from './testing/all.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

it('reads pairs of tables, with negatives where there are some', async () => {
  using folder = temporaryFolder({
    'a.jsonl': '{"query":"q","pos":["p1","p2"],"neg":["n"]}\n{"query":"r","pos":"p","neg":[]}\n',
    'b.csv': 'question,answer\nq,"a, b"\n',
    'c.tsv': 'x\ty\tz\n1\t2\t3\n',
    'd.csv': 'query,positive\nq,\n',
  })
  const read = (name: string, options = {}) => all(readPairs(`${folder.path}/${name}`, options))
  expect(await read('a.jsonl')).toEqual([
    { query: 'q', positive: 'p1', negatives: ['n'] },
    { query: 'q', positive: 'p2', negatives: ['n'] },
    { query: 'r', positive: 'p' },
  ])
  expect(await read('b.csv')).toEqual([{ query: 'q', positive: 'a, b' }])
  expect(await read('c.tsv', { columns: { query: 'z', positive: 'x', negatives: 'y' } })).toEqual([
    { query: '3', positive: '1', negatives: ['2'] },
  ])
  await expect(read('c.tsv')).rejects.toThrow('taken for the query')
  await expect(read('c.tsv', { columns: { query: 'w' } })).rejects.toThrow(ArgumentError)
  await expect(read('d.csv')).rejects.toMatchObject({ code: 'data', details: { line: 2 } })
})

it('reads the judgements of a BEIR folder as pairs', async () => {
  const qrels = 'query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\nq2\td2\t2\n'
  using folder = temporaryFolder({
    'corpus.jsonl': '{"_id":"d1","title":"T","text":"x"}\n{"_id":"d2","text":"y"}\n{"_id":"d3","text":"z"}',
    'queries.jsonl': '{"_id":"q1","text":"a"}\n{"_id":"q2","text":"b"}',
    'qrels/train.tsv': qrels,
    'qrels/dev.tsv': qrels.replace('d1', 'd9'),
  })
  expect(await all(readPairs(folder.path))).toEqual([
    { query: 'a', positive: 'T x' },
    { query: 'b', positive: 'y' },
  ])
  await expect(all(readPairs(folder.path, { split: 'dev' }))).rejects.toMatchObject({
    code: 'data',
    details: { document: 'd9' },
  })
})
