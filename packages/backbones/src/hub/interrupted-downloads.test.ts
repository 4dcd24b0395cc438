import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AbortedError, DataError, OverloadedError } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import { hubWithCache, weights } from '../testing/hub-with-cache.ts'

const partOf = (response: ServerResponse, content: Buffer, end: number) =>
  new Promise<void>(sent => response.write(content.subarray(0, end), () => sent()))

describe('a network that fails', () => {
  it('is asked to continue where a connection was cut', async () => {
    await using hub = await hubWithCache()
    hub.withWeights(async (request, response, content) => {
      const start = Number(/\d+/.exec(request.headers.range ?? '0')![0])
      response.writeHead(
        start ? 206 : 200,
        start ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {},
      )
      await partOf(response, content.subarray(start), 50_000)
      await hub.arrived(start + 50_000)
      if (start + 50_000 < content.length) response.destroy()
      else response.end()
      return true
    })
    // Six pieces with two tries: a try that brought something does not count.
    const folder = await hub.get({ attempts: 2 })
    expect(await readFile(join(folder, 'model.safetensors'))).toEqual(weights)
    expect(hub.starts()).toEqual([0, 50_000, 100_000, 150_000, 200_000, 250_000])
  })

  it('is continued by a later call', async () => {
    await using hub = await hubWithCache()
    hub.withWeights(async (request, response, content) => {
      if (request.headers.range !== undefined) return false
      response.writeHead(200)
      await partOf(response, content, 100_000)
      await hub.arrived(100_000)
      response.destroy()
      return true
    })
    await expect(hub.get({ attempts: 1 })).rejects.toThrow(OverloadedError)
    await expect(hub.get({ offline: true })).rejects.toThrow(DataError)
    await hub.get()
    expect(hub.starts()).toEqual([0, 100_000])
  })

  it('starts anew where the server does not continue, and where the first part was damaged', async () => {
    await using hub = await hubWithCache()
    const partial = async () => {
      const folder = join(hub.cache, 'models--tiny--model', 'blobs')
      return join(folder, (await readdir(folder)).find(blob => blob.endsWith('.partial'))!)
    }
    let isCut = true
    hub.withWeights(async (request, response, content) => {
      if (!isCut)
        return request.headers.range !== undefined && isWhole ? (response.writeHead(200).end(content), true) : false
      response.writeHead(200)
      await partOf(response, content, 100_000)
      await hub.arrived(100_000)
      response.destroy()
      return true
    })
    let isWhole = true
    await expect(hub.get({ attempts: 1 })).rejects.toThrow(OverloadedError)
    isCut = false
    expect(await readFile(join(await hub.get(), 'model.safetensors'))).toEqual(weights)

    await rm(hub.cache, { recursive: true })
    isCut = true
    isWhole = false
    await expect(hub.get({ attempts: 1 })).rejects.toThrow(OverloadedError)
    isCut = false
    await writeFile(await partial(), Buffer.alloc((await stat(await partial())).size))
    expect(await readFile(join(await hub.get(), 'model.safetensors'))).toEqual(weights)
  })

  it.each([429, 500, 503])('is tried again after status %i', async status => {
    await using hub = await hubWithCache()
    let left = 3
    hub.server.interfere = (_, response) =>
      left-- > 0 && (response.writeHead(status, { 'retry-after': '0' }).end(), true)
    await hub.get()
    expect(left).toBeLessThanOrEqual(0)
    hub.server.interfere = (_, response) => (response.writeHead(status).end(), true)
    await expect(hub.get({ attempts: 3 })).rejects.toMatchObject({ code: 'overloaded', details: { attempts: 3 } })
  })

  it('is named when nobody answers', async () => {
    const hub = await hubWithCache()
    await hub[Symbol.asyncDispose]()
    await expect(hub.get({ attempts: 2 })).rejects.toThrow(/cannot be reached: .*ECONNREFUSED/)
  })

  it('is waited for when slow, and cancelled by the signal at once', async () => {
    await using hub = await hubWithCache()
    hub.withWeights(async (_, response, content) => {
      response.writeHead(200)
      for (let at = 0; at < content.length && !response.destroyed; at += 30_000) {
        response.write(content.subarray(at, at + 30_000))
        await wait(10)
      }
      response.end()
      return true
    })
    const stop = new AbortController()
    const cancelled = hub.get({
      signal: stop.signal,
      onProgress: ({ file, bytes }) => {
        if (file === 'model.safetensors' && bytes > 50_000) stop.abort(new Error('enough'))
      },
    })
    await expect(cancelled).rejects.toThrow(AbortedError)
    await expect(cancelled).rejects.toMatchObject({ cause: { message: 'enough' } })
    await expect(hub.get({ signal: stop.signal })).rejects.toThrow(AbortedError)
    await rm(hub.cache, { recursive: true })
    expect(await readFile(join(await hub.get(), 'model.safetensors'))).toEqual(weights)
  })
})
