import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { laitEncoder } from '@towerkit/lait-encoder'
import { trainWordPiece } from '@towerkit/text-encoder'
import { called, run, subjects, temporaryFolder, towerkit, writeDocuments } from './testing/run-towerkit.ts'

it('reranks in search and serve with a saved LAIT model, and says what kept states save', {
  timeout: 120_000,
}, async () => {
  const folder = await temporaryFolder()
  const documents = join(folder, 'documents')
  const workspace = join(folder, 'workspace')
  const model = join(folder, 'model')
  await writeDocuments(documents)
  const config = {
    model_type: 'bert',
    vocab_size: 200,
    hidden_size: 16,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 16,
    max_position_embeddings: 64,
  }
  const encoder = await laitEncoder({
    backbone: { config, tokenizer: trainWordPiece(subjects, { vocabularySize: 200 }) },
    parallelLayers: 1,
    head: 'score',
  })
  await encoder.save(model, { onnx: false })
  await encoder.close()
  expect((await called('prepare', documents, '--folder', workspace)).status).toBe(0)

  const reranked = ['--folder', workspace, '--reranker', model]
  const { status, stdout, stderr } = run('search', 'where the heron hunts', '--limit', '3', '--json', ...reranked)
  expect(status, stderr).toBe(0)
  const { hits, milliseconds, reranking } = JSON.parse(stdout) as {
    hits: { score: number }[]
    milliseconds: { rerank: number }
    reranking: Record<string, number>
  }
  expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a))
  expect(milliseconds.rerank).toBeGreaterThan(0)
  expect(reranking).toEqual({ passages: 50, keptMs: expect.any(Number), freshMs: expect.any(Number) })
  expect((await called('search', 'where the heron hunts', ...reranked)).stdout).toMatch(
    /Reranking 50 passages: [\d.]+ ms with their kept states, [\d.]+ ms without\./,
  )
  expect(await called('search', 'x', '--folder', workspace, '--reranker', join(folder, 'none'))).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('none'),
  })

  const server = spawn(process.execPath, [...towerkit, 'serve', '--port', '0', ...reranked], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void server.kill('SIGKILL'))
  const url = String(((await once(server.stdout, 'data')) as [Buffer])[0]).trim()
  const ask = async (path: string, body?: unknown) =>
    (
      await fetch(
        url + path,
        body === undefined
          ? {}
          : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      )
    ).json() as Promise<Record<string, unknown>>
  expect(await ask('/v1/status')).toMatchObject({ reranker: 'LAIT, 1 of 2 layers apart', keepsStates: true })
  const answer = await ask('/v1/search', { query: 'where the heron hunts', limit: 3, rerank: true })
  expect((answer['hits'] as { score: number }[]).map(({ score }) => score)).toEqual(
    hits.map(({ score }) => expect.closeTo(score, 4)),
  )
  expect(await ask('/v1/rerank-comparison', { query: 'where the heron hunts' })).toEqual({
    passages: 50,
    keptMs: expect.any(Number),
    freshMs: expect.any(Number),
  })
  server.kill('SIGTERM')
  expect(await once(server, 'exit')).toEqual([0, null])
})
