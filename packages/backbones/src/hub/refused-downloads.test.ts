import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ArgumentError, DataError, UnsupportedError } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import { hubWithCache, name, weights } from '../testing/hub-with-cache.ts'
import { downloadModel } from './download-model.ts'
import type { DownloadModelOptions } from './hub-options.ts'

describe('what is refused', () => {
  it.each([
    [401, ArgumentError],
    [403, ArgumentError],
    [404, ArgumentError],
    [400, DataError],
  ])('status %i, at the first try', async (status, error) => {
    await using hub = await hubWithCache()
    hub.server.interfere = (_, response) => (response.writeHead(status).end(), true)
    await expect(hub.get()).rejects.toThrow(error)
    expect(hub.server.requests).toHaveLength(1)
  })

  it('content with another checksum, which leaves nothing in the cache', async () => {
    await using hub = await hubWithCache()
    hub.withWeights((_, response, content) => (response.end(Buffer.alloc(content.length)), true))
    await expect(hub.get()).rejects.toThrow(/another checksum/)
    await expect(hub.get({ offline: true })).rejects.toThrow(DataError)
    await rm(hub.cache, { recursive: true })
    hub.server.interfere = (_, response, content) => content?.toString() === '{}' && (response.end('[]'), true)
    await expect(hub.get()).rejects.toThrow(/"tokenizer.json" has another checksum/)
  })

  it('content that is longer than the hub says', async () => {
    await using hub = await hubWithCache()
    hub.withWeights((_, response, content) => (response.end(Buffer.concat([content, content])), true))
    await expect(hub.get()).rejects.toThrow(`more than the ${weights.length} bytes`)
  })

  it.each(['../../evil.json', '/etc/passwd', '..\\evil.json', 'C:/evil.json', 'a/../../b', 'config.json/', ''])(
    'a list that names %j',
    async rfilename => {
      await using hub = await hubWithCache()
      hub.server.changeList = list => ({ ...list, siblings: [...list.siblings, { ...list.siblings[0], rfilename }] })
      await expect(hub.get()).rejects.toThrow(DataError)
      expect(await readdir(hub.cache)).toEqual([])
    },
  )

  it.each([
    ['no commit', (list: object) => ({ ...list, sha: '../main' })],
    ['no files', (list: object) => ({ ...list, siblings: {} })],
    [
      'no checksum',
      (list: { siblings: object[] }) => ({
        ...list,
        siblings: list.siblings.map(file => ({ ...file, blobId: '../x', lfs: undefined })),
      }),
    ],
    [
      'no length',
      (list: { siblings: object[] }) => ({
        ...list,
        siblings: list.siblings.map(file => ({ ...file, size: -1, lfs: undefined })),
      }),
    ],
    ['an entry that is null', (list: object) => ({ ...list, siblings: [null] })],
    ['null', () => null],
  ])('a list with %s', async (_, change) => {
    await using hub = await hubWithCache()
    hub.server.changeList = change
    await expect(hub.get()).rejects.toThrow(DataError)
  })

  it('pickle files, with the reason', async () => {
    await using hub = await hubWithCache({ 'config.json': '{}', 'pytorch_model.bin': 'pickle' })
    await expect(hub.get()).rejects.toThrow(UnsupportedError)
    await expect(hub.get()).rejects.toThrow(/only pytorch_model.bin: a pickle file can run code/)
    expect(hub.server.requests.every(({ path }) => path.startsWith('/api/'))).toBe(true)
    await using onnx = await hubWithCache({ 'config.json': '{}', 'onnx/model.onnx': 'onnx' })
    await expect(onnx.get()).rejects.toThrow(/Give weights: 'onnx'/)
    await using nothing = await hubWithCache({ 'config.json': '{}' })
    await expect(nothing.get()).rejects.toThrow(UnsupportedError)
  })

  it('a model that the cache lacks, offline, with what is missing', async () => {
    await using hub = await hubWithCache()
    await expect(hub.get({ offline: true })).rejects.toThrow(/no revision "main"/)
    const folder = await hub.get()
    await rm(join(folder, 'model.safetensors'))
    await expect(hub.get({ offline: true })).rejects.toMatchObject({
      code: 'data',
      details: { missing: ['model.safetensors'] },
    })
    await expect(hub.get({ offline: true, weights: 'onnx' })).rejects.toThrow(/lacks onnx\/model.onnx/)
  })

  it.each(['', '..', '../x', 'a/b/c', 'a/..', 'a b', 'https://x/y', 'a--b/c'])('the name %j', async bad => {
    await expect(downloadModel(bad, { offline: true })).rejects.toThrow(ArgumentError)
  })

  it.each<DownloadModelOptions>([
    { revision: '../x' },
    { revision: '' },
    { revision: '/x' },
    { concurrency: 0 },
    { attempts: 1.5 },
    { retryDelayMs: Number.NaN },
  ])('the option %j', async options => {
    await expect(downloadModel(name, { ...options, offline: true })).rejects.toThrow(ArgumentError)
  })
})
