import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { brokenConnections } from './broken-connections.ts'
import { refusedRequests } from './refused-requests.ts'
import { makeSmallWorkspace } from './small-workspace.ts'
import { startServerProcess } from './towerkit-process.ts'

/** Asks all of it; afterwards the server must answer, with the documents that it had. */
export async function hostileRequests(
  folder: string,
): Promise<{ readonly asked: number; readonly wrong: readonly string[] }> {
  const server = await startServerProcess(await makeSmallWorkspace(folder, { documents: 100, trained: true }))
  const serverStatus = async () => await (await fetch(`${server.url}/v1/status`)).text()
  const wrong: string[] = []
  try {
    const before = await serverStatus()
    for (const [what, method, path, body, statuses] of refusedRequests) {
      const status = await statusOf(server.url, { method, path, body })
      if (!statuses.includes(status)) wrong.push(`${what}: status ${status}, expected ${statuses.join(' or ')}`)
    }
    const slow = await Promise.all(
      brokenConnections.map(async ([what, bytes, withinMs]) => ({
        what,
        answer: await send(server.url, bytes, withinMs),
      })),
    )
    for (const { what, answer } of slow)
      if (answer === undefined || /^HTTP\/1.1 [23]/.test(answer))
        wrong.push(`${what}: ${answer === undefined ? 'neither answered nor closed' : answer.slice(0, 60)}`)
    if ((await serverStatus()) !== before) wrong.push(`the status was ${before} and is ${await serverStatus()}`)
    if ((await fetch(`${server.url}/v1/documents/hostile`)).status !== 404) wrong.push('a hostile document was stored')
    if (!(await fetch(`${server.url}/v1/search?query=a`)).ok) wrong.push('no answer afterwards')
  } finally {
    server.process.kill('SIGTERM')
    await server.ended
  }
  return { asked: refusedRequests.length + brokenConnections.length, wrong }
}

/** The status of an answer; the path goes as it is, which `fetch` would tidy. */
async function statusOf(
  url: string,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: string | undefined },
): Promise<number> {
  const bytes = body === undefined ? '' : body
  const type = body === undefined ? '' : 'Content-Type: application/json\r\n'
  const answer = await send(
    url,
    Buffer.from(
      `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${type}Content-Length: ` +
        `${Buffer.byteLength(bytes, 'latin1')}\r\nConnection: close\r\n\r\n${bytes}`,
      'latin1',
    ),
    20_000,
  )
  return Number(/^HTTP\/1.1 (\d+)/.exec(answer ?? '')?.[1] ?? 0)
}

/** Sends bytes, and gives what comes until the connection ends; undefined if it does not end in time. */
async function send(url: string, bytes: string | Buffer, withinMs: number): Promise<string | undefined> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let answer = ''
  const ended = new Promise<string>(resolve => {
    socket
      .on('data', chunk => {
        answer += chunk.toString('latin1')
      })
      .on('close', () => resolve(answer))
      .on('error', () => resolve(answer))
  })
  socket.write(bytes)
  const result = await Promise.race([ended, wait(withinMs, undefined)])
  socket.destroy()
  return result
}
