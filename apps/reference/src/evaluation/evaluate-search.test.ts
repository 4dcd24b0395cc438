import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { evaluateSearch } from './evaluate-search.ts'
import type { DocumentSource, TestQuery } from '../prepare/prepared-data.ts'
import { prepareWorkspace } from '../prepare/prepare-workspace.ts'
import { openStore } from '../store/open-store.ts'
import { openWorkspace } from '../workspace.ts'

const { signal } = new AbortController()
const progress = { stage() {}, update() {}, done() {} }
const first = 'Seven herons stood in the shallow water. '
const documents = [
  { id: 'asked', title: '', text: `${first}Then the tide came in.` },
  { id: 'other', title: '', text: 'In the evening some herons and a stork stood in a row.' },
]

it('does not find a query in the text that it is the beginning of', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-evaluate-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const workspace = await openWorkspace(folder)
  using store = openStore(workspace.path('store.sqlite'))
  const evaluated = async (query: TestQuery) => {
    const source: DocumentSource = {
      kind: 'plain',
      async *documents() {
        yield* documents
      },
      texts: async () => ({ pairs: [], queries: [query], judged: 'bodies' }),
    }
    await prepareWorkspace(store, source, { workspace, signal })
    return (await evaluateSearch(store, { workspace, towers: undefined, queries: [query], progress })).summary
      .systems[0]!.mean
  }
  const query = { id: 'q', text: first.trim(), relevant: { asked: 1 } }
  expect(await evaluated(query)).toMatchObject({ 'R@10': 1 })
  expect(await evaluated({ ...query, start: first.length })).toMatchObject({ 'R@10': 0 })
})
