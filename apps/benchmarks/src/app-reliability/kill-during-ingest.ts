import { join } from 'node:path'
import type { KillOptions, KillResult } from './kill-result.ts'
import { makeSmallWorkspace, randomText } from './small-workspace.ts'
import { storedDocuments } from './stored-documents.ts'
import { startServerProcess } from './towerkit-process.ts'

/**
 * Kills the server while documents are added, replaced and removed over HTTP; what it acknowledged must be there in
 * each next life.
 */
export async function killDuringIngest({ folder, random, kills }: KillOptions): Promise<KillResult> {
  const workspace = await makeSmallWorkspace(folder, { documents: 200, trained: true })
  const store = join(workspace, 'store.sqlite')
  const known = new Map(storedDocuments(store).texts)
  let done = 0
  let acknowledged = 0
  let lost = 0
  let damaged = 0
  let next = 0
  while (done < kills) {
    const server = await startServerProcess(workspace)
    let alive = true
    const timer = setTimeout(
      () => {
        alive = false
        server.process.kill('SIGKILL')
      },
      20 + random() * 1500,
    )
    /** What may or may not be there: the answer never came. */
    const open = new Map<string, Set<string | undefined>>()
    const change = async (work: () => Promise<Response>, texts: readonly (readonly [string, string | undefined])[]) => {
      for (const [id, text] of texts) open.set(id, new Set([known.get(id), text]))
      const response = await work()
      if (!response.ok) throw new Error(`status ${response.status}: ${await response.text()}`)
      await response.arrayBuffer()
      for (const [id, text] of texts) {
        open.delete(id)
        if (text === undefined) known.delete(id)
        else known.set(id, text)
      }
      acknowledged += texts.length
    }
    const writer = async (name: string) => {
      while (alive) {
        const texts = Array.from(
          { length: 1 + Math.floor(random() * 8) },
          () => [`${name}-${random() < 0.3 ? Math.floor(random() * 20) : next++}`, randomText(random, 20)] as const,
        )
        const unique = [...new Map(texts)]
        await change(
          () =>
            fetch(`${server.url}/v1/documents`, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ documents: unique.map(([id, text]) => ({ id, title: id, text })) }),
            }),
          unique,
        )
        const gone = unique[0]![0]
        if (random() < 0.2)
          await change(() => fetch(`${server.url}/v1/documents/${gone}`, { method: 'DELETE' }), [[gone, undefined]])
      }
    }
    const errors = await Promise.allSettled([writer('a'), writer('b'), writer('c')])
    clearTimeout(timer)
    await server.ended
    for (const result of errors) if (result.status === 'rejected' && alive) throw result.reason
    done++
    const { intact, texts } = storedDocuments(store)
    if (!intact) damaged++
    for (const [id, text] of known) if (texts.get(id) !== text && !open.get(id)?.has(texts.get(id))) lost++
    // From here on what is there is what counts.
    for (const id of open.keys()) {
      const text = texts.get(id)
      if (text === undefined) known.delete(id)
      else known.set(id, text)
    }
  }
  const server = await startServerProcess(workspace)
  const status = (await (await fetch(`${server.url}/v1/status`)).json()) as { documents: number }
  server.process.kill('SIGTERM')
  await server.ended
  return {
    kills: done,
    acknowledged,
    lost,
    damaged,
    finished: status.documents === known.size,
    notes: [`${known.size} documents at the end`],
  }
}
