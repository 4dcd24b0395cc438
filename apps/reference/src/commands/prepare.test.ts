import { expect, it } from 'vitest'
import { createProgress } from '../progress.ts'
import { preparedWorkspace } from '../testing/prepared-workspace.ts'
import { openWorkspace } from '../workspace.ts'
import { UsageError } from './command.ts'
import { prepare } from './prepare.ts'

async function run(
  workspace: ReturnType<typeof preparedWorkspace>,
  source: string,
  options: Readonly<Record<string, string | boolean>> = {},
) {
  const said: string[] = []
  const { text, json } = await prepare.run({
    workspace: await openWorkspace(workspace.path('workspace')),
    progress: createProgress(),
    signal: new AbortController().signal,
    options,
    parameters: [workspace.path(source)],
    say: line => said.push(line),
  })
  return { text, json, said }
}

it('counts the files that it did not read by kind, where a reader sees it', async () => {
  using workspace = preparedWorkspace({
    'docs/a.md': '# A\n\nText.\n',
    'docs/b.png': 'x',
    'docs/c.PNG': 'x',
    'docs/d.zip': 'x',
    'docs/e.md': ' ',
  })
  const { said } = await run(workspace, 'docs')
  expect(said).toEqual(['Not read: 4 files: 3 of other kinds (.png 2, .zip 1), 1 empty', 'Not read: "e.md" (empty)'])
})

it('says which judged queries are left out', async () => {
  using workspace = preparedWorkspace({
    'set/corpus.jsonl': '{"_id":"d1","title":"T","text":"x"}\n',
    'set/queries.jsonl': '{"_id":"q1","text":"what"}\n',
    'set/qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t1\nqX\td1\t1\n',
  })
  const { said, text, json } = await run(workspace, 'set')
  expect(said).toEqual(['Left out: judged queries without a text: 1 (qX)'])
  expect(text).toContain('1 held-out query')
  expect(json).toMatchObject({ leftOut: [{ count: 1, examples: ['qX'] }] })
})

it('reads tables as its options say', async () => {
  using workspace = preparedWorkspace({ 'a.csv': 'key;name;zip;abstract\n1;A;10115;"x\n' })
  await run(workspace, 'a.csv', {
    columns: 'id=Key, title=name,text=abstract',
    types: 'zip=text',
    separator: ';',
    quotes: 'no',
  })
  expect([...workspace.documents().values()]).toMatchObject([
    { id: '1', title: 'A', text: '"x', metadata: { zip: '10115' } },
  ])
  for (const options of [{ columns: 'id' }, { columns: 'key=x' }, { types: 'zip=word' }, { quotes: 'maybe' }])
    await expect(run(workspace, 'a.csv', options)).rejects.toThrow(UsageError)
})

it('names the sources if there are several', async () => {
  using workspace = preparedWorkspace({ 'a.jsonl': '{"text":"x","id":"a"}', 'b.jsonl': '{"text":"y","id":"b"}' })
  expect((await run(workspace, 'a.jsonl')).text).not.toContain('sources')
  expect((await run(workspace, 'b.jsonl')).text).toContain('0 removed')
  expect((await run(workspace, 'b.jsonl')).text).toContain(`2 sources: ${workspace.path('a.jsonl')}, `)
  expect((await run(workspace, 'b.jsonl', { replace: true })).text).toContain(
    '1 document (0 new or changed, 1 removed)',
  )
})
