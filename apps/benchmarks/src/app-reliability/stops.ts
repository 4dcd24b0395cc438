import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { makeSmallWorkspace, randomText, tinyTowers } from './small-workspace.ts'
import { storedDocuments } from './stored-documents.ts'
import { runTowerkit, startServerProcess, startTowerkit } from './towerkit-process.ts'

/** What came of stopping stages beside a server. */
export interface StopResult {
  readonly stops: number
  readonly searches: number
  /** Searches that were not answered with hits. */
  readonly failed: number
  readonly longestSearchMs: number
  readonly acknowledged: number
  readonly lost: number
  /** Stages that did not end within ten seconds of SIGINT or SIGTERM. */
  readonly late: number
  readonly longestStopMs: number
  /** Whether every stage ended well when it was run again, and the server took the towers that were made last. */
  readonly finished: boolean
  readonly notes: readonly string[]
}

/** Options of `stopStages`. */
export interface StopOptions {
  readonly folder: string
  readonly random: () => number
  readonly stops: number
}

const signals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const
const mostStopMs = 10_000

/**
 * Stops `train`, `embed` and `prepare` at random moments while a server over the same folder is searched and written
 * to. A training that was stopped is run again with the same settings until it ends; then others are begun.
 */
export async function stopStages({ folder, random, stops }: StopOptions): Promise<StopResult> {
  const workspace = await makeSmallWorkspace(folder, { documents: 400, trained: true })
  const source = join(folder, 'documents.jsonl')
  const server = await startServerProcess(workspace)
  const written = new Map<string, string>()
  const failures: string[] = []
  let searches = 0
  let longestSearchMs = 0
  let running = true
  const asking = (async () => {
    while (running) {
      const started = performance.now()
      const query = encodeURIComponent(randomText(random, 3))
      const answer = await fetch(`${server.url}/v1/search?query=${query}`).then(
        async response => ({ status: response.status, text: await response.text() }),
        (error: Error) => ({ status: 0, text: error.message }),
      )
      searches++
      longestSearchMs = Math.max(longestSearchMs, performance.now() - started)
      if (answer.status !== 200 || !answer.text.includes('"hits":[{')) failures.push(`${answer.status} ${answer.text}`)
      await wait(20)
    }
  })()
  const writing = (async () => {
    for (let next = 0; running; next++) {
      const document = { id: `written-${next}`, title: `written ${next}`, text: randomText(random, 20) }
      const response = await fetch(`${server.url}/v1/documents`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ documents: [document] }),
      })
      if (response.ok) written.set(document.id, document.text)
      else if (response.status !== 503) failures.push(`insert: ${response.status} ${await response.text()}`)
      await wait(200)
    }
  })()

  let seed = 2
  let round = 0
  const prepareAgain = async () => {
    const lines = Array.from({ length: 400 }, (_, i) => {
      const text = i % 10 === round % 10 ? `round ${round} ${randomText(random, 30)}` : `document ${i}`
      return JSON.stringify({ id: `document-${i}`, title: `title ${i} of ${i % 7}`, text })
    })
    await writeFile(source, lines.join('\n'))
  }
  const stages = {
    train: () => ['train', ...tinyTowers, '--seed', String(seed), '--folder', workspace],
    embed: () => ['embed', '--folder', workspace],
    prepare: () => ['prepare', source, '--folder', workspace],
  }
  const names = ['train', 'embed', 'prepare'] as const
  const usualMs = { train: 4000, embed: 2000, prepare: 1500 }
  let late = 0
  let longestStopMs = 0
  let ended = 0
  for (; round < stops; round++) {
    const name = names[round % names.length]!
    const signal = signals[Math.floor(round / names.length) % signals.length]!
    if (name === 'prepare') await prepareAgain()
    const stage = startTowerkit(stages[name]())
    stage.process.stdout!.resume()
    const started = performance.now()
    await Promise.race([stage.ended, wait(200 + random() * usualMs[name])])
    const stopped = performance.now()
    stage.process.kill(signal)
    const [code, by] = await stage.ended
    const stopMs = performance.now() - stopped
    if (signal !== 'SIGKILL') longestStopMs = Math.max(longestStopMs, stopMs)
    if (signal !== 'SIGKILL' && stopMs > mostStopMs) late++
    if (code === 0) {
      ended++
      usualMs[name] = performance.now() - started
      if (name === 'train') seed++
    } else if (by === null && code !== 130) throw new Error(`${name} ended with ${code}: ${stage.errors()}`)
    else if (usualMs[name] < 60_000) usualMs[name] *= 1.1
  }
  for (const name of ['prepare', 'train', 'embed'] as const) await runTowerkit(stages[name]())
  await wait(1000)
  running = false
  await Promise.all([asking, writing])
  const status = (await (await fetch(`${server.url}/v1/status`)).json()) as { dense: boolean; documents: number }
  server.process.kill('SIGTERM')
  await server.ended
  const { texts, intact } = storedDocuments(join(workspace, 'store.sqlite'))
  const lost = [...written].filter(([id, text]) => texts.get(id) !== text).length
  return {
    stops,
    searches,
    failed: failures.length,
    longestSearchMs,
    acknowledged: written.size,
    lost,
    late,
    longestStopMs,
    finished: intact && status.dense && status.documents === texts.size,
    notes: [`${ended} stages had ended before they were stopped`, ...failures.slice(0, 5)],
  }
}
