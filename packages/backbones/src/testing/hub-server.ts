import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that the server got. */
export interface SeenRequest {
  readonly path: string
  readonly range: string | undefined
  readonly authorization: string | undefined
  /** Whether it came to the storage, which is another origin than the hub. */
  readonly storage: boolean
}

/**
 * A local server that answers as the hub does: the list of files, small files itself, large ones redirected to a
 * storage.
 */
export interface HubServer extends AsyncDisposable {
  readonly endpoint: string
  readonly commit: string
  readonly requests: SeenRequest[]
  /** Called before each answer; true says that it has answered. */
  interfere: (
    request: IncomingMessage,
    response: ServerResponse,
    content: Buffer | undefined,
  ) => boolean | Promise<boolean>
  /** The answer to the list of files can be changed. */
  changeList: (list: { sha: string; siblings: Record<string, unknown>[] }) => unknown
}

/** Files of at least this length are "large": SHA-256, redirected. */
export const largeLength = 1_000

/** @param files Contents by path. */
export async function hubServer(name: string, files: Readonly<Record<string, Buffer | string>>): Promise<HubServer> {
  const contents = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]))
  const commit = createHash('sha1')
    .update(JSON.stringify([...contents.keys()]))
    .digest('hex')
  const requests: SeenRequest[] = []
  const siblings = [...contents].map(([rfilename, content]) => ({
    rfilename,
    size: content.length,
    blobId: createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex'),
    ...(content.length >= largeLength && {
      lfs: { sha256: createHash('sha256').update(content).digest('hex'), size: content.length, pointerSize: 130 },
    }),
  }))
  const listen = async (storage: boolean): Promise<Server> => {
    const server = createServer((request, response) => {
      void answer(request, response, storage).catch(() => response.destroy())
    })
    await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
    return server
  }
  const answer = async (request: IncomingMessage, response: ServerResponse, storage: boolean) => {
    const path = decodeURIComponent(request.url!.split('?')[0]!)
    requests.push({
      path: request.url!,
      range: request.headers.range,
      authorization: request.headers.authorization,
      storage,
    })
    const [, file] = /\/resolve\/[^/]+\/(.+)$/.exec(path) ?? []
    const content = file === undefined ? undefined : contents.get(file)
    if (await hub.interfere(request, response, content)) return
    if (path.startsWith(`/api/models/${name}/revision/`))
      return void response.end(JSON.stringify(hub.changeList({ sha: commit, siblings })))
    if (content === undefined) return void response.writeHead(404).end()
    if (!storage && content.length >= largeLength)
      return void response.writeHead(302, { location: addressOf(servers[1]!) + request.url! }).end()
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (start >= content.length && start > 0) return void response.writeHead(416).end()
    response.writeHead(
      start > 0 ? 206 : 200,
      start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {},
    )
    response.end(content.subarray(start))
  }
  const servers = [await listen(false), await listen(true)]
  const hub: HubServer = {
    endpoint: addressOf(servers[0]!),
    commit,
    requests,
    interfere: () => false,
    changeList: list => list,
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) {
        server.closeAllConnections()
        await new Promise(closed => server.close(closed))
      }
    },
  }
  return hub
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
