import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { downloadDataset, type DownloadDatasetOptions } from '../download/download-dataset.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A server of one archive with an empty cache. It cuts the first `cuts` answers in their middle. */
export async function archiveServer(archive: Buffer, cuts = 0) {
  const folder = temporaryFolder()
  const requests: string[] = []
  const server = createServer((request, response) => {
    const start = Number(/\d+/.exec(request.headers.range ?? '0')![0])
    requests.push(request.headers.range ?? 'all')
    response.writeHead(
      start ? 206 : 200,
      start
        ? { 'content-range': `bytes ${start}-${archive.length - 1}/${archive.length}` }
        : { 'content-length': archive.length },
    )
    if (requests.length > cuts) return void response.end(archive.subarray(start))
    response.write(archive.subarray(start, (start + archive.length) >> 1), () =>
      setTimeout(() => response.destroy(), 20),
    )
  })
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  const source = {
    name: 'tiny',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tiny.zip`,
    checksum: { algorithm: 'md5' as const, digest: createHash('md5').update(archive).digest('hex') },
  }
  return {
    requests,
    source,
    cache: folder.path,
    get: (options: DownloadDatasetOptions = {}) =>
      downloadDataset(source, { cache: folder.path, retryDelayMs: 1, offline: false, ...options }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise(closed => server.close(closed))
      folder[Symbol.dispose]()
    },
  }
}
