import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { called, run, temporaryFolder, writeDocuments } from './testing/run-towerkit.ts'

it('goes from a folder of documents to a search that is evaluated, each command once', {
  timeout: 120_000,
}, async () => {
  const folder = await temporaryFolder()
  const documents = join(folder, 'documents')
  const workspace = join(folder, 'workspace')
  await writeDocuments(documents)
  const inside = ['--folder', workspace, '--json']
  const parsed = ({ status, stdout, stderr }: ReturnType<typeof run>) => {
    expect(status, stderr).toBe(0)
    return JSON.parse(stdout) as Record<string, unknown>
  }
  const json = async (...parameters: string[]) => parsed(await called(...parameters, ...inside))
  const prepared = parsed(run('prepare', documents, ...inside))
  expect(prepared).toMatchObject({ stored: prepared['documents'], removed: 0 })
  expect(prepared['documents'] as number).toBeGreaterThanOrEqual(60)
  expect((prepared['pairs'] as number) + (prepared['queries'] as number)).toBeLessThanOrEqual(
    prepared['documents'] as number,
  )
  expect(await json('prepare', documents)).toMatchObject({ stored: 0, removed: 0 })
  expect(await json('search', 'where the heron hunts')).toMatchObject({
    mode: 'lexical',
    hits: expect.arrayContaining([expect.objectContaining({ id: expect.stringContaining('heron.md') })]),
  })

  const sizes = ['--steps', '6', '--batch', '16']
  expect(await json('train', ...sizes, '--layers', '1', '--width', '16', '--vocabulary', '300')).toMatchObject({
    trained: true,
  })
  expect(await json('train', ...sizes, '--layers', '1', '--width', '16', '--vocabulary', '300')).toMatchObject({
    trained: false,
  })
  expect(await json('distil', ...sizes, '--layers', '0')).toMatchObject({ distilled: true })
  expect(await called('distil', '--attention', '8', '--folder', workspace)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('train --model'),
  })
  expect(await json('embed')).toEqual({ encoded: prepared['documents'] })
  expect(await json('index')).toMatchObject({ built: true })
  expect(await json('index')).toMatchObject({ built: false })
  const answer = await json('search', 'where the heron hunts', '--limit', '3')
  expect(answer).toMatchObject({ mode: 'hybrid', tower: 'student, words, 16' })
  expect((answer['hits'] as unknown[]).length).toBe(3)
  const report = (await json('evaluate')) as { systems: { name: string; mean: Record<string, number> }[] }
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
  expect(await json('prepare', documents)).toMatchObject({ removed: 6, stored: 1 })
  expect(parsed(run('search', 'owl on the roof', '--limit', '1', '--mode', 'dense', ...inside))).toMatchObject({
    hits: [{}],
  })
})
