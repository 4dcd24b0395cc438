import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { files, hubWithCache, name, weights } from '../testing/hub-with-cache.ts'
import { downloadModel } from './download-model.ts'
import type { DownloadProgress } from './hub-options.ts'

describe('a model that is there', () => {
  it('comes into a folder: the files that a backbone needs and no others', async () => {
    await using hub = await hubWithCache()
    const progress: DownloadProgress[] = []
    const folder = await hub.get({ onProgress: step => progress.push(step) })
    expect(folder).toBe(join(hub.cache, 'models--tiny--model', 'snapshots', hub.server.commit))
    expect((await readdir(folder, { recursive: true })).sort()).toEqual([
      '1_Pooling',
      '1_Pooling/config.json',
      'config.json',
      'model.safetensors',
      'modules.json',
      'tokenizer.json',
    ])
    expect(await readFile(join(folder, 'model.safetensors'))).toEqual(weights)
    expect(await readFile(join(folder, '1_Pooling/config.json'), 'utf8')).toBe(files['1_Pooling/config.json'])
    expect(progress.at(-1)).toEqual({ file: 'model.safetensors', bytes: weights.length, total: weights.length })
    expect(
      (await readdir(join(hub.cache, 'models--tiny--model', 'blobs'))).filter(blob => blob.endsWith('.partial')),
    ).toEqual([])
  })

  it('is not fetched again: one request asks whether the branch moved, none for a commit', async () => {
    await using hub = await hubWithCache()
    const folder = await hub.get()
    hub.server.requests.length = 0
    expect(await hub.get()).toBe(folder)
    expect(hub.server.requests.map(({ path }) => path)).toEqual([`/api/models/${name}/revision/main?blobs=true`])
    expect(await hub.get({ revision: hub.server.commit })).toBe(folder)
    expect(hub.server.requests).toHaveLength(1)
  })

  it('brings onnx only when asked', async () => {
    await using hub = await hubWithCache()
    const folder = await hub.get({ weights: 'onnx' })
    expect((await readdir(folder, { recursive: true })).filter(file => /onnx|safetensors/.test(file)).sort()).toEqual([
      'onnx',
      'onnx/model.onnx',
      'onnx/model.onnx_data',
    ])
  })

  it('brings shards with their index, unless there is a whole file', async () => {
    const shards = {
      'model.safetensors.index.json': JSON.stringify({
        weight_map: { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' },
      }),
      'model-00001-of-00002.safetensors': 'a',
      'model-00002-of-00002.safetensors': 'b',
    }
    await using sharded = await hubWithCache({ 'config.json': '{}', ...shards })
    expect((await readdir(await sharded.get())).sort()).toEqual(['config.json', ...Object.keys(shards)].sort())
    await using both = await hubWithCache({ 'config.json': '{}', 'model.safetensors': 'whole', ...shards })
    expect((await readdir(await both.get())).sort()).toEqual(['config.json', 'model.safetensors'])
    const { 'model-00002-of-00002.safetensors': _, ...incomplete } = shards
    await using lacking = await hubWithCache({ 'config.json': '{}', ...incomplete })
    await expect(lacking.get()).rejects.toThrow('has no model-00002-of-00002.safetensors')
  })

  it('sends the token to the hub, never to the storage that it redirects to', async () => {
    await using hub = await hubWithCache()
    await hub.get({ token: 'secret' })
    const stored = hub.server.requests.filter(({ storage }) => storage)
    expect(stored).toHaveLength(1)
    expect(stored[0]!.authorization).toBeUndefined()
    expect(
      hub.server.requests
        .filter(({ storage }) => !storage)
        .every(({ authorization }) => authorization === 'Bearer secret'),
    ).toBe(true)
  })

  it('is taken from the environment: endpoint, token, cache, offline', async () => {
    await using hub = await hubWithCache()
    vi.stubEnv('HF_ENDPOINT', `${hub.server.endpoint}/`)
    vi.stubEnv('HF_TOKEN', 'from the environment')
    vi.stubEnv('TOWERKIT_CACHE', hub.cache)
    try {
      const folder = await downloadModel(name)
      expect(folder.startsWith(hub.cache)).toBe(true)
      expect(hub.server.requests[0]!.authorization).toBe('Bearer from the environment')
      hub.server.requests.length = 0
      vi.stubEnv('HF_HUB_OFFLINE', '1')
      expect(await downloadModel(name)).toBe(folder)
      expect(hub.server.requests).toEqual([])
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it('keeps to the number of files at a time', async () => {
    for (const concurrency of [1, 3]) {
      await using hub = await hubWithCache()
      let running = 0
      let most = 0
      hub.server.interfere = async (_, response, content) => {
        if (content === undefined) return false
        most = Math.max(most, ++running)
        response.on('close', () => running--)
        await wait(20)
        return false
      }
      await hub.get({ concurrency })
      expect(most).toBe(concurrency)
    }
  })

  it('can be fetched by two at once', async () => {
    await using hub = await hubWithCache()
    const [first, second] = await Promise.all([hub.get(), hub.get()])
    expect(second).toBe(first)
    expect(await readFile(join(first!, 'model.safetensors'))).toEqual(weights)
  })
})
