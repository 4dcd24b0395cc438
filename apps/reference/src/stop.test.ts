import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { run, temporaryFolder, towerkit, writeDocuments } from './testing/run-towerkit.ts'

it('stops at SIGINT, and goes on where it was', { timeout: 120_000 }, async () => {
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
  const child = spawn(process.execPath, [...towerkit, ...train], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  await expect
    .poll(
      async () => (await readdir(workspace, { recursive: true })).includes(join('training', 'teacher-checkpoints')),
      { timeout: 80_000 },
    )
    .toBe(true)
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([130, null])
  expect(
    (await readdir(join(workspace, 'training', 'teacher-checkpoints'))).some(name => name.startsWith('step-')),
  ).toBe(true)
})
