import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commands } from './commands/index.ts'
import { called, run, temporaryFolder } from './testing/run-towerkit.ts'

it('shows the usage of all and of each', async () => {
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage: towerkit'), stderr: '' })
  for (const command of Object.keys(commands)) {
    expect(await called(command, '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`Usage: towerkit ${command}`),
      stderr: '',
    })
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
  expect(await called('search', 'anything', '--folder', folder)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('towerkit prepare'),
  })
  expect(await called('train', '--folder', folder)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('towerkit prepare'),
  })
  expect(await called('embed', '--folder', folder)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('Train'),
  })
})

it('refuses a source without documents, and keeps what was there', async () => {
  const folder = await temporaryFolder()
  const table = join(folder, 'table.csv')
  const workspace = join(folder, 'workspace')
  await writeFile(table, 'id;title;text\na;Of herons;Herons wade.\nb;Of owls;Owls fly by night.\n')
  const prepare = () => called('prepare', table, '--folder', workspace)
  expect(await prepare()).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('2 documents (2 new or changed, 0 removed)'),
    stderr: expect.stringContaining('Reading documents: 2 documents, 2 passages'),
  })
  await writeFile(table, 'id;title;text\n')
  expect(await prepare()).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('the 2 of an earlier time are still there'),
  })
  expect(await called('search', 'owls', '--folder', workspace)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Of owls'),
  })
  expect(await called('prepare', table, '--folder', table)).toMatchObject({
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
  const { status, stdout, stderr } = await called('prepare', documents, '--folder', workspace, '--json')
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
