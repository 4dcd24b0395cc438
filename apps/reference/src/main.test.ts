import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { laitEncoder } from '@towerkit/lait-encoder'
import { trainWordPiece } from '@towerkit/text-encoder'
import { commands } from './commands/index.ts'
import { runCommandLine } from './run-command-line.ts'

const main = new URL('./main.ts', import.meta.url).pathname
const words = ['--conditions=@towerkit/source', main]

function run(...parameters: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...words, ...parameters], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-main-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const subjects = ['cat', 'dog', 'heron', 'horse', 'spider', 'salmon', 'beetle', 'falcon', 'lizard', 'badger']
const verbs = ['eats', 'sleeps', 'hunts', 'hides', 'builds', 'swims']

/** Some Markdown files whose headings ask for what is under them. */
async function writeDocuments(folder: string) {
  await mkdir(folder)
  for (const subject of subjects) {
    const sections = verbs.map(
      verb =>
        `## Where the ${subject} ${verb}\n\nThe ${subject} ${verb} in the ${subject} place. There it is warm, and ` +
        'nobody comes.\n',
    )
    await writeFile(join(folder, `${subject}.md`), `# All about the ${subject}\n\n${sections.join('\n')}`)
  }
}

/** In this process: what is refused at once loads little. */
async function called(...parameters: string[]) {
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    const spy = vi.spyOn(process[name], 'write').mockImplementation(text => {
      written[name] += String(text)
      return true
    })
    onTestFinished(() => spy.mockRestore())
  }
  return { status: await runCommandLine(parameters), ...written }
}

it('shows the usage of all and of each', async () => {
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage: towerkit'), stderr: '' })
  for (const command of Object.keys(commands)) {
    expect(await called(command, '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`Usage: towerkit ${command}`),
      stderr: '',
    })
    vi.restoreAllMocks()
  }
})

it.each([
  [['nonsense']],
  [[]],
  [['demo', '--unknown']],
  [['prepare']],
  [['search', 'x', '--limit', 'many']],
  [['search', 'x', '--mode', 'best']],
  [['search', 'x', '--where', '{']],
])('refuses %j with exit code 2 and the usage', async parameters => {
  const folder = parameters.length > 1 ? ['--folder', await temporaryFolder()] : []
  expect(await called(...parameters, ...folder)).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('Usage: towerkit'),
  })
})

it('fails with exit code 1 and what to do', async () => {
  const folder = await temporaryFolder()
  expect(run('prepare', join(folder, 'nowhere'), '--folder', folder)).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('nowhere'),
  })
  expect(run('search', 'anything', '--folder', folder)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('towerkit prepare'),
  })
  expect(run('train', '--folder', folder)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('towerkit prepare'),
  })
  expect(run('embed', '--folder', folder)).toMatchObject({ status: 1, stderr: expect.stringContaining('Train') })
})

it('refuses a source without documents, and keeps what was there', async () => {
  const folder = await temporaryFolder()
  const table = join(folder, 'table.csv')
  const workspace = join(folder, 'workspace')
  await writeFile(table, 'id;title;text\na;Of herons;Herons wade.\nb;Of owls;Owls fly by night.\n')
  const prepare = () => run('prepare', table, '--folder', workspace)
  expect(prepare()).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('2 documents (2 new or changed, 0 removed)'),
    stderr: expect.stringContaining('Reading documents: 2 documents, 2 passages'),
  })
  await writeFile(table, 'id;title;text\n')
  expect(prepare()).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('the 2 of an earlier time are still there'),
  })
  expect(run('search', 'owls', '--folder', workspace)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Of owls'),
  })
  expect(run('prepare', table, '--folder', table)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('Give another folder'),
  })
})

it('tells which files it could not read, and why', async () => {
  const folder = await temporaryFolder()
  const documents = join(folder, 'documents')
  const workspace = join(folder, 'workspace')
  await mkdir(documents)
  await writeFile(join(documents, 'good.md'), '# Good\n\nA text.\n')
  await writeFile(join(documents, 'bad.pdf'), 'no PDF')
  await writeFile(join(documents, 'empty.html'), '')
  const { status, stdout, stderr } = run('prepare', documents, '--folder', workspace, '--json')
  expect(status).toBe(0)
  expect(stderr).toMatch(/Not read: .*"bad.pdf" cannot be read as PDF: [^.]+\. Give a whole file/)
  expect(stderr).toContain('Not read: "empty.html" (empty)')
  expect(JSON.parse(stdout)).toMatchObject({
    documents: 1,
    skipped: [
      { path: 'bad.pdf', reason: 'malformed', message: expect.stringContaining('bad.pdf') },
      { path: 'empty.html', reason: 'empty' },
    ],
  })
})

it('goes from a folder of documents to a search that is evaluated, each command once', {
  timeout: 120_000,
}, async () => {
  const folder = await temporaryFolder()
  const documents = join(folder, 'documents')
  const workspace = join(folder, 'workspace')
  await writeDocuments(documents)
  const json = (...parameters: string[]) => {
    const { status, stdout, stderr } = run(...parameters, '--folder', workspace, '--json')
    expect(status, stderr).toBe(0)
    return JSON.parse(stdout) as Record<string, unknown>
  }
  const prepared = json('prepare', documents)
  expect(prepared).toMatchObject({ stored: prepared['documents'], removed: 0 })
  expect(prepared['documents'] as number).toBeGreaterThanOrEqual(60)
  expect((prepared['pairs'] as number) + (prepared['queries'] as number)).toBeLessThanOrEqual(
    prepared['documents'] as number,
  )
  expect(json('prepare', documents)).toMatchObject({ stored: 0, removed: 0 })
  expect(json('search', 'where the heron hunts')).toMatchObject({
    mode: 'lexical',
    hits: expect.arrayContaining([expect.objectContaining({ id: expect.stringContaining('heron.md') })]),
  })

  const sizes = ['--steps', '6', '--batch', '16']
  expect(json('train', ...sizes, '--layers', '1', '--width', '16', '--vocabulary', '300')).toMatchObject({
    trained: true,
  })
  expect(json('train', ...sizes, '--layers', '1', '--width', '16', '--vocabulary', '300')).toMatchObject({
    trained: false,
  })
  expect(json('distil', ...sizes, '--layers', '0')).toMatchObject({ distilled: true })
  expect(await called('distil', '--attention', '8', '--folder', workspace)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('train --model'),
  })
  expect(json('embed')).toEqual({ encoded: prepared['documents'] })
  expect(json('index')).toMatchObject({ built: true })
  expect(json('index')).toMatchObject({ built: false })
  const answer = json('search', 'where the heron hunts', '--limit', '3')
  expect(answer).toMatchObject({ mode: 'hybrid', tower: 'student, words, 16' })
  expect((answer['hits'] as unknown[]).length).toBe(3)
  const report = json('evaluate') as { systems: { name: string; mean: Record<string, number> }[] }
  expect(report.systems.map(({ name }) => name)).toEqual([
    'BM25',
    'teacher',
    'BM25 + teacher',
    'student',
    'BM25 + student',
  ])
  expect(report.systems[0]!.mean['R@50']).toBeGreaterThan(0)
  expect(await readFile(join(workspace, 'report.md'), 'utf8')).toContain('| BM25 |')
  expect(await readFile(join(workspace, 'report.html'), 'utf8')).toContain('<svg')

  await rm(join(documents, 'cat.md'))
  await writeFile(join(documents, 'owl.md'), '# The owl\n\nAn owl sits on the roof and looks about.\n')
  expect(json('prepare', documents)).toMatchObject({ removed: 6, stored: 1 })
  expect(json('search', 'owl on the roof', '--limit', '1', '--mode', 'dense')).toMatchObject({ hits: [{}] })
})

it('stops at SIGINT, and goes on where it was', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder()
  const documents = join(folder, 'documents')
  const workspace = join(folder, 'workspace')
  await writeDocuments(documents)
  expect(run('prepare', documents, '--folder', workspace).status).toBe(0)
  const train = [
    'train',
    '--steps',
    '100000',
    '--layers',
    '1',
    '--width',
    '16',
    '--vocabulary',
    '300',
    '--batch',
    '16',
    '--folder',
    workspace,
  ]
  const child = spawn(process.execPath, [...words, ...train], { stdio: 'ignore' })
  await expect
    .poll(async () => (await readdir(workspace)).includes('teacher-checkpoints'), { timeout: 40_000 })
    .toBe(true)
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([130, null])
  expect((await readdir(join(workspace, 'teacher-checkpoints'))).some(name => name.startsWith('step-'))).toBe(true)
})

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
  expect(run('prepare', documents, '--folder', workspace).status).toBe(0)

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
  expect(run('search', 'where the heron hunts', ...reranked).stdout).toMatch(
    /Reranking 50 passages: [\d.]+ ms with their kept states, [\d.]+ ms without\./,
  )
  expect(run('search', 'x', '--folder', workspace, '--reranker', join(folder, 'none'))).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('none'),
  })

  const server = spawn(process.execPath, [...words, 'serve', '--port', '0', ...reranked], {
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
