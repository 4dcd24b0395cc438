import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { KillOptions, KillResult } from '../app-reliability/kill-result.ts'
import { startServerProcess } from '../app-reliability/towerkit-process.ts'
import type { ChangingItems, SeenItem } from './changing-items.ts'

/** What is killed, and what must survive. */
export interface UpdateKillOptions extends Omit<KillOptions, 'folder'> {
  readonly workspace: string
  readonly items: ChangingItems
}

const writers = 8

/**
 * Kills the server while items are set and removed and events are added; what it acknowledged must be in the store, and
 * in the answers of each next life.
 */
export async function killsDuringUpdates({ workspace, random, kills, items }: UpdateKillOptions): Promise<KillResult> {
  const events: number[] = []
  const faults: string[] = []
  let acknowledged = 0
  let damaged = 0
  for (let kill = 0; ; kill++) {
    const server = await startServerProcess(workspace, ['recommend', 'serve'])
    faults.push(...(await faultsInAnswers(server.url, items)))
    if (kill === kills) {
      server.process.kill('SIGTERM')
      await server.ended
      return {
        kills,
        acknowledged,
        lost: faults.length,
        damaged,
        finished: true,
        notes: [`${events.length} events`, ...faults.slice(0, 5)],
      }
    }
    let isAlive = true
    setTimeout(
      () => {
        isAlive = false
        server.process.kill('SIGKILL')
      },
      20 + random() * 1500,
    )
    const forever = async (work: () => Promise<void>) => {
      while (isAlive) await work()
    }
    const results = await Promise.allSettled([
      ...Array.from({ length: writers }, () =>
        forever(async () => {
          if (await items.change(server.url)) acknowledged++
        }),
      ),
      forever(async () => {
        const time = acknowledged + events.length + Math.floor(1e6 * random())
        const response = await fetch(`${server.url}/v1/sessions/killed/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ events: [{ item: 'item-0', time }] }),
        })
        if (!response.ok) throw new Error(`status ${response.status}: ${await response.text()}`)
        events.push(time)
        acknowledged++
      }),
    ])
    for (const result of results) if (result.status === 'rejected' && isAlive) throw result.reason
    await server.ended
    const { isIntact, documents, times } = storedAfterKill(join(workspace, 'store.sqlite'))
    if (!isIntact) damaged++
    for (const item of items.acknowledged.keys()) {
      const seen = documents.get(items.idOf(item))
      const fault = items.wrongIn(item, seen, items.acknowledged[item]!)
      if (fault !== undefined) faults.push(`after kill ${kill}: ${fault}`)
      items.settle(item, seen)
    }
    for (const time of events) if (!times.has(time)) faults.push(`after kill ${kill}: the event of ${time} is missing`)
  }
}

/** What a new life answers: the changing items, each as it is stored. */
async function faultsInAnswers(url: string, items: ChangingItems): Promise<string[]> {
  const response = await fetch(`${url}/v1/recommendations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ history: ['item-0', 'item-1'], limit: 1000, where: items.where }),
  })
  const answer = (await response.json()) as { readonly items: readonly (SeenItem & { readonly item: string })[] }
  const seen = new Map(answer.items.map(each => [each.item, each]))
  return [...items.acknowledged].flatMap((least, item) => {
    const fault = items.wrongIn(item, seen.get(items.idOf(item)), least)
    return fault === undefined ? [] : [`in the next life: ${fault}`]
  })
}

/** Read without the app: opened after a kill, SQLite first takes over what the log has. */
function storedAfterKill(path: string) {
  const database = new DatabaseSync(path)
  try {
    const isIntact = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'] === 'ok'
    const rows = database.prepare("SELECT id, title, metadata FROM documents WHERE id LIKE 'changing-%'").all()
    const documents = new Map<string, SeenItem>(
      rows.map(({ id, title, metadata }) => [
        String(id),
        { title: String(title), metadata: JSON.parse(String(metadata)) as SeenItem['metadata'] },
      ]),
    )
    const times = new Set(
      database
        .prepare('SELECT time FROM events')
        .all()
        .map(({ time }) => Number(time)),
    )
    return { isIntact, documents, times }
  } finally {
    database.close()
  }
}
