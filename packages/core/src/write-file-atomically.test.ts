import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { AbortedError } from '@towerkit/core'
import { writeFileAtomically } from './write-file-atomically.ts'

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'towerkit-file-'))
  return { path, file: (name: string) => join(path, name), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

const bytes = (text: string) => new TextEncoder().encode(text)

it('writes chunks in order, of any iterable, over the old file', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.file('x'), 'old and longer')
  await writeFileAtomically(folder.file('x'), [bytes('one '), new Uint8Array(), bytes('two').subarray(1)])
  expect(await readFile(folder.file('x'), 'utf8')).toBe('one wo')
  await writeFileAtomically(
    folder.file('x'),
    (async function* () {
      yield bytes('three')
    })(),
  )
  expect(await readFile(folder.file('x'), 'utf8')).toBe('three')
  expect(await readdir(folder.path)).toEqual(['x'])
})

it('shows the old file until the new one is complete', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.file('x'), 'old')
  await writeFileAtomically(
    folder.file('x'),
    (async function* () {
      yield bytes('new')
      expect(await readFile(folder.file('x'), 'utf8')).toBe('old')
      yield bytes('er')
    })(),
  )
  expect(await readFile(folder.file('x'), 'utf8')).toBe('newer')
})

it('keeps the old file and no temporary one when writing fails midway', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.file('x'), 'old')
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  const failing = function* (error: Error) {
    yield bytes('new')
    throw error
  }
  await expect(writeFileAtomically(folder.file('x'), failing(full))).rejects.toMatchObject({
    code: 'data',
    cause: full,
    message: expect.stringContaining('old file is untouched'),
  })
  const aborted = new AbortedError('stop')
  await expect(writeFileAtomically(folder.file('x'), failing(aborted))).rejects.toBe(aborted)
  expect(await readFile(folder.file('x'), 'utf8')).toBe('old')
  expect(await readdir(folder.path)).toEqual(['x'])
})

it('fails with the cause where the folder is missing or the path is a folder', async () => {
  await using folder = await temporaryFolder()
  await mkdir(folder.file('taken'))
  await writeFile(folder.file('taken/y'), '')
  await expect(writeFileAtomically(folder.file('none/x'), [])).rejects.toMatchObject({
    code: 'data',
    cause: { code: 'ENOENT' },
  })
  await expect(writeFileAtomically(folder.file('taken'), [])).rejects.toMatchObject({
    code: 'data',
    cause: { syscall: 'rename' },
  })
  expect(await readdir(folder.path)).toEqual(['taken'])
})
