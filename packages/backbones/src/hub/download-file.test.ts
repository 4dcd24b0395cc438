import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AbortedError, ArgumentError, DataError, OverloadedError, seededRandom } from '@towerkit/core'
import { expect, it } from 'vitest'
import { downloadFile, type DownloadFileOptions } from './download-file.ts'

const random = seededRandom(3)
const content = Buffer.from(Array.from({ length: 200_000 }, () => Math.floor(random() * 256)))
const md5 = createHash('md5').update(content).digest('hex')

/** A server of one file, which does not say its length unless asked to. */
async function serverOf(
  interfere: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean> = () => false,
) {
  const starts: number[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const start = Number(/\d+/.exec(request.headers.range ?? '0')![0])
      starts.push(start)
      if (await interfere(request, response)) return
      if (start >= content.length) return void response.writeHead(416).end()
      response.writeHead(
        start ? 206 : 200,
        start ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {},
      )
      response.end(content.subarray(start))
    })()
  })
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-file-'))
  const target = join(folder, 'deep', 'set.zip')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/set.zip`
  return {
    starts,
    folder,
    target,
    url,
    get: (options: Partial<DownloadFileOptions> = {}) =>
      downloadFile(url, target, { checksum: { algorithm: 'md5', digest: md5 }, retryDelayMs: 1, ...options }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise(closed => server.close(closed))
      await rm(folder, { recursive: true })
    },
  }
}

it('fetches a file whose length is not known, once', async () => {
  await using server = await serverOf()
  const progress: unknown[] = []
  await server.get({ onProgress: step => progress.push(step) })
  expect(await readFile(server.target)).toEqual(content)
  expect(progress.at(-1)).toEqual({ bytes: content.length, total: content.length })
  await server.get()
  expect(server.starts).toEqual([0])
  expect(await readdir(join(server.folder, 'deep'))).toEqual(['set.zip'])
})

it('goes on where an earlier download ended, even if only the name was missing', async () => {
  await using server = await serverOf()
  for (const part of [content.subarray(0, 70_000), content]) {
    await server.get()
    await rm(server.target)
    await writeFile(`${server.target}.partial`, part)
    await server.get()
    expect(await readFile(server.target)).toEqual(content)
    await rm(server.target)
  }
  expect(server.starts).toEqual([0, 70_000, 0, content.length])
})

it('starts anew where the first part is damaged or too long', async () => {
  await using server = await serverOf()
  for (const damage of [Buffer.alloc(1_000), Buffer.alloc(content.length + 5)]) {
    await server.get()
    await rm(server.target)
    await writeFile(`${server.target}.partial`, damage)
    await server.get()
    expect(await readFile(server.target)).toEqual(content)
    await rm(server.target)
  }
})

it('refuses another content, a missing file and bad options, and gives up in the end', async () => {
  await using server = await serverOf()
  await expect(server.get({ checksum: { algorithm: 'sha256', digest: 'a'.repeat(64) } })).rejects.toThrow(DataError)
  expect(await readdir(join(server.folder, 'deep'))).toEqual([])
  await expect(server.get({ checksum: { algorithm: 'md5', digest: 'xyz' } })).rejects.toThrow(ArgumentError)
  await expect(server.get({ attempts: 0 })).rejects.toThrow(ArgumentError)
  await expect(
    downloadFile('file:///etc/passwd', server.target, { checksum: { algorithm: 'md5', digest: md5 } }),
  ).rejects.toThrow(ArgumentError)
  await using missing = await serverOf((_, response) => (response.writeHead(404).end(), true))
  await expect(missing.get()).rejects.toThrow(ArgumentError)
  await using busy = await serverOf((_, response) => (response.writeHead(503).end(), true))
  await expect(busy.get({ attempts: 3 })).rejects.toThrow(OverloadedError)
  expect(busy.starts).toHaveLength(3)
})

it('keeps what has come when it is cancelled, and tells a folder that cannot be', async () => {
  const stop = new AbortController()
  await using server = await serverOf((request, response) => {
    if (request.headers.range !== undefined || stop.signal.aborted) return false
    response.writeHead(200)
    response.write(content.subarray(0, 90_000))
    return true
  })
  await expect(
    server.get({
      signal: stop.signal,
      onProgress: ({ bytes }) => {
        if (bytes === 90_000) stop.abort()
      },
    }),
  ).rejects.toThrow(AbortedError)
  await server.get()
  expect(server.starts).toEqual([0, 90_000])
  await truncate(server.target)
  await expect(
    downloadFile(server.url, join(server.target, 'inside'), { checksum: { algorithm: 'md5', digest: md5 } }),
  ).rejects.toMatchObject({ code: 'data', message: expect.stringContaining('cannot be written') as string })
})
