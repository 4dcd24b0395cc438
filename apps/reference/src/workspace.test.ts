import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readJsonLines, writeJsonLines } from './json-lines.ts'
import { openWorkspace } from './workspace.ts'

async function temporaryWorkspace() {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-workspace-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return openWorkspace(folder)
}

it('runs a finished stage once for the same settings, and again for others', async () => {
  const workspace = await temporaryWorkspace()
  let runs = 0
  const work = async () => {
    runs++
  }
  expect(await workspace.stage('train', { steps: 1 }, work)).toBe(true)
  expect(await workspace.stage('train', { steps: 1 }, work)).toBe(false)
  expect(await (await openWorkspace(workspace.folder)).stage('train', { steps: 1 }, work)).toBe(false)
  expect(await workspace.stage('train', { steps: 2 }, work)).toBe(true)
  expect(runs).toBe(2)
})

it('runs a stage again that failed, also after one that was finished with other settings', async () => {
  const workspace = await temporaryWorkspace()
  await workspace.stage('index', 1, async () => {})
  await expect(
    workspace.stage('index', 2, async () => {
      throw new Error('interrupted')
    }),
  ).rejects.toThrow('interrupted')
  expect(await workspace.stage('index', 1, async () => {})).toBe(true)
})

it('writes and reads JSON lines, and names the line that is none', async () => {
  const workspace = await temporaryWorkspace()
  const path = workspace.path('values.jsonl')
  const values = [{ text: 'a\nb' }, { text: '🙂' }, 3]
  await writeJsonLines(path, values)
  expect(await readJsonLines(path)).toEqual(values)
  await writeFile(path, '1\n{"cut": ')
  await expect(readJsonLines(path)).rejects.toMatchObject({ code: 'data', message: expect.stringContaining('line 2') })
})
