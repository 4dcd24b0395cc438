import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { AbortedError, ArgumentError, DataError } from '@towerkit/core'
import { afterAll, describe, expect, it } from 'vitest'
import { beir, delimitedText, jsonLines, stsPairs } from './index.ts'
import { all } from './testing/all.ts'

const folder = mkdtempSync(join(tmpdir(), 'datasets-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

describe('jsonLines', () => {
  it('reads plain and compressed files alike, characters over chunk borders included', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({ i, text: 'zwölf €uro 🚲' }))
    const text = `\uFEFF${rows.map(row => JSON.stringify(row)).join('\r\n')}`
    for (const path of [file('a.jsonl', text), file('a.jsonl.gz', gzipSync(text))]) {
      const read = await all(jsonLines(path))
      expect(read.map(({ value }) => value)).toEqual(rows)
      expect(read.at(-1)!.line).toBe(20_000)
    }
  })

  it.each([
    ['bad JSON', '{"a":1}\n\n{"a":', 3],
    ['an array', '[]', 1],
    ['null', '{}\nnull', 2],
  ])('names the line of %s', async (_, text, line) => {
    await expect(all(jsonLines(file('bad.jsonl', text)))).rejects.toMatchObject({
      code: 'data',
      details: { line, path: join(folder, 'bad.jsonl') },
    })
  })

  it('refuses what is truncated, not UTF-8 or not there', async () => {
    const whole = gzipSync(JSON.stringify({ text: 'x'.repeat(1_000) }))
    for (const path of [
      file('cut.jsonl.gz', whole.subarray(0, -9)),
      file('latin.jsonl', Buffer.from('{"a":"\xE4"}', 'latin1')),
      join(folder, 'none.jsonl'),
    ]) {
      await expect(all(jsonLines(path))).rejects.toThrow(DataError)
    }
  })

  it('stops at the signal', async () => {
    const path = file('b.jsonl', '{}\n'.repeat(200_000))
    const stop = new AbortController()
    await expect(
      (async () => {
        for await (const { line } of jsonLines(path, { signal: stop.signal })) if (line === 10) stop.abort()
      })(),
    ).rejects.toThrow(AbortedError)
  })
})

describe('delimitedText', () => {
  it('reads quotes, line ends and separators inside fields', async () => {
    const path = file('q.csv', 'id,text\r\n1,"a, ""b""\nc"\r\n\r\n2,\r\n')
    expect((await all(delimitedText(path))).map(({ value }) => value)).toEqual([
      { id: '1', text: 'a, "b"\nc' },
      { id: '2', text: '' },
    ])
    expect(await all(delimitedText(file('q.tsv', 'say "no"\t2'), { quotes: false, columns: ['text', 'n'] }))).toEqual([
      { line: 1, value: { text: 'say "no"', n: '2' } },
    ])
  })

  it.each([
    ['a,b\n1,2\n3\n', 3],
    ['a,b\n1,"2\n', 2],
    ['a,a\n', 1],
  ])('names the line of what is wrong in %j', async (text, line) => {
    await expect(all(delimitedText(file('bad.csv', text)))).rejects.toMatchObject({ code: 'data', details: { line } })
  })

  it('refuses a separator of two characters, a missing file, and stops early or at the signal', async () => {
    await expect(all(delimitedText('a.csv', { separator: '::' }))).rejects.toThrow(ArgumentError)
    await expect(all(delimitedText(join(folder, 'none.csv')))).rejects.toThrow(DataError)
    const path = file('long.csv', 'a\n'.repeat(200_000))
    for await (const { line } of delimitedText(path)) if (line > 5) break
    await expect(all(delimitedText(path, { signal: AbortSignal.abort() }))).rejects.toThrow(AbortedError)
  })
})

it('stsPairs reads files with and without a header', async () => {
  const pairs = [{ sentence1: 'One, two.', sentence2: 'Three.', score: 2.5 }]
  expect(await all(stsPairs(file('h.tsv', 'score\tsentence1\tsentence2\n2.5\tOne, two.\tThree.\n')))).toEqual(pairs)
  expect(
    await all(stsPairs(file('n.csv', '"One, two.",Three.,2.5\n'), { columns: ['sentence1', 'sentence2', 'score'] })),
  ).toEqual(pairs)
  await expect(all(stsPairs(file('m.csv', 'a,b\n1,2\n')))).rejects.toThrow('lacks the column')
  await expect(all(stsPairs(file('s.csv', 'sentence1,sentence2,score\na,b,\n')))).rejects.toMatchObject({
    details: { line: 2 },
  })
})

describe('beir', () => {
  it('reads corpus, queries and qrels', async () => {
    mkdirSync(join(folder, 'qrels'))
    file(
      'corpus.jsonl.gz',
      gzipSync('{"_id":"d1","title":"T","text":"x"}\n{"_id":"d2","text":"y","metadata":{"year":1}}'),
    )
    file('queries.jsonl', '{"_id":"q1","text":"x?"}\n')
    file('qrels/test.tsv', 'query-id\tcorpus-id\tscore\nq1\td1\t1\n')
    const { corpus, queries, qrels } = beir(folder)
    expect(await all(corpus())).toEqual([
      { id: 'd1', title: 'T', text: 'x', metadata: {} },
      { id: 'd2', title: '', text: 'y', metadata: { year: 1 } },
    ])
    expect(await all(queries())).toEqual([{ id: 'q1', text: 'x?' }])
    expect(await all(qrels('test'))).toEqual([{ query: 'q1', document: 'd1', relevance: 1 }])
    await expect(all(qrels('dev'))).rejects.toThrow('there is no')
  })

  it('refuses ids that come twice and scores that are none, with their lines', async () => {
    file('queries.jsonl', '{"_id":"q1","text":"x?"}\n{"_id":"q1","text":"y?"}\n')
    await expect(all(beir(folder).queries())).rejects.toMatchObject({ code: 'data', details: { line: 2 } })
    file('qrels/bad.tsv', 'query-id\tcorpus-id\tscore\nq1\td1\t\n')
    await expect(all(beir(folder).qrels('bad'))).rejects.toMatchObject({ code: 'data', details: { line: 2 } })
  })
})
