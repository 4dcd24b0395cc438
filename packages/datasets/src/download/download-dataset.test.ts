import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AbortedError, ArgumentError, DataError, OverloadedError } from '@towerkit/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { beir } from '../beir.ts'
import { all } from '../testing/all.ts'
import { archiveServer } from '../testing/archive-server.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { zipFile } from '../testing/zip-file.ts'
import { downloadDataset } from './download-dataset.ts'

const contents = {
  'tiny/corpus.jsonl': `{"_id":"d1","text":"${'x'.repeat(50_000)}"}\n`,
  'tiny/queries.jsonl': '{"_id":"q1","text":"y"}\n',
  'tiny/qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t1\n',
  '__MACOSX/tiny/._corpus.jsonl': 'mac',
}

beforeEach(() => {
  vi.stubEnv('TOWERKIT_DATA', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('downloadDataset', () => {
  it('fetches, checks and unpacks once', async () => {
    await using server = await archiveServer(await zipFile(contents))
    const progress: unknown[] = []
    const folder = await server.get({ onProgress: step => progress.push(step) })
    expect(progress.length).toBeGreaterThan(0)
    expect((readdirSync(folder, { recursive: true }) as string[]).sort()).toEqual([
      'corpus.jsonl',
      'qrels',
      'qrels/test.tsv',
      'queries.jsonl',
    ])
    expect(await all(beir(folder).qrels('test'))).toEqual([{ query: 'q1', document: 'd1', relevance: 1 }])
    expect(readdirSync(server.cache)).toHaveLength(1)
    expect(await server.get()).toBe(folder)
    expect(await server.get({ offline: true })).toBe(folder)
    expect(server.requests).toEqual(['all'])
  })

  it('goes on where a connection was cut, also in a later call', async () => {
    const archive = await zipFile(contents)
    await using server = await archiveServer(archive, 2)
    await expect(server.get({ attempts: 1 })).rejects.toThrow(OverloadedError)
    const folder = await server.get()
    expect(readFileSync(join(folder, 'corpus.jsonl'), 'utf8')).toBe(contents['tiny/corpus.jsonl'])
    expect(server.requests[0]).toBe('all')
    expect(server.requests.slice(1).every(range => range.startsWith('bytes='))).toBe(true)
  })

  it('can be called by several at once', async () => {
    await using server = await archiveServer(await zipFile(contents))
    const folders = await Promise.all([server.get(), server.get(), server.get()])
    expect(new Set(folders).size).toBe(1)
    expect(readdirSync(folders[0]!).sort()).toEqual(['corpus.jsonl', 'qrels', 'queries.jsonl'])
    expect(readdirSync(server.cache)).toHaveLength(1)
  })

  it('takes the folder of TOWERKIT_DATA first, whether the name is known or not', async () => {
    await using server = await archiveServer(await zipFile(contents))
    using data = temporaryFolder()
    for (const name of ['tiny', 'scifact', 'my-own']) mkdirSync(join(data.path, name))
    vi.stubEnv('TOWERKIT_DATA', data.path)
    expect(await server.get()).toBe(join(data.path, 'tiny'))
    expect(await downloadDataset('scifact', { offline: true })).toBe(join(data.path, 'scifact'))
    expect(await downloadDataset('my-own', { offline: true })).toBe(join(data.path, 'my-own'))
    expect(server.requests).toEqual([])
  })

  it('refuses another checksum, an unknown name, and what is not here offline', async () => {
    await using server = await archiveServer(await zipFile(contents))
    const checksum = { algorithm: 'sha256' as const, digest: '0'.repeat(64) }
    await expect(
      downloadDataset({ ...server.source, checksum }, { cache: server.cache, offline: false }),
    ).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/^downloadDataset: .*another checksum/) as string,
    })
    expect(readdirSync(server.cache)).toEqual([])
    await expect(downloadDataset('nothing')).rejects.toThrow(/"nothing" is not known. Give one of msmarco/)
    for (const name of ['..', 'a/b', ''])
      await expect(downloadDataset({ ...server.source, name })).rejects.toThrow(ArgumentError)
    await expect(server.get({ offline: true })).rejects.toThrow(DataError)
    vi.stubEnv('HF_HUB_OFFLINE', '1')
    await expect(downloadDataset('scifact', { cache: server.cache })).rejects.toThrow(/the mode is offline/)
    await expect(server.get({ signal: AbortSignal.abort() })).rejects.toThrow(AbortedError)
  })

  it('refuses archives that are none, or that leave the folder, and keeps nothing of them', async () => {
    const whole = await zipFile(contents)
    const outside = Buffer.from(
      (await zipFile({ 'aa/evil.txt': 'x' })).toString('latin1').replaceAll('aa/evil', '../evil'),
      'latin1',
    )
    for (const archive of [Buffer.from('no archive'), outside, await zipFile({}), whole.subarray(0, -30)]) {
      await using server = await archiveServer(archive)
      await expect(server.get()).rejects.toMatchObject({
        code: 'data',
        message: expect.stringContaining('cannot be unpacked') as string,
      })
      expect(readdirSync(server.cache).filter(name => !name.endsWith('.zip'))).toEqual([])
    }
  })

  it('tells a cache that cannot be written, and what to install', async () => {
    await using server = await archiveServer(await zipFile(contents))
    writeFileSync(join(server.cache, 'file'), '')
    await expect(server.get({ cache: join(server.cache, 'file') })).rejects.toThrow(DataError)
    vi.doMock('@towerkit/backbones', () => {
      throw new Error('Cannot find package')
    })
    await expect(server.get()).rejects.toMatchObject({ code: 'missing-peer' })
    vi.doUnmock('@towerkit/backbones')
  })
})
