import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { randomText, makeSmallWorkspace, tinyTowers } from './small-workspace.ts'
import { storedDocuments } from './stored-documents.ts'
import { runTowerkit, startServerProcess, startTowerkit } from './towerkit-process.ts'

/** What came of the kills. */
export interface KillResult {
  readonly kills: number
  readonly acknowledged: number
  readonly lost: number
  readonly damaged: number
  readonly finished: boolean
  readonly notes: readonly string[]
}

/** Options of the kills. */
export interface KillOptions {
  readonly folder: string
  readonly random: () => number
  readonly kills: number
}

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

/** Kills `embed` and `index`; each life begins where the last one was, and the last one finishes. */
export async function killDuringIndexing({ folder, random, kills }: KillOptions): Promise<KillResult> {
  const workspace = await makeSmallWorkspace(folder, { documents: 6000, trained: true })
  const store = join(workspace, 'store.sqlite')
  const before = storedDocuments(store).texts
  let done = 0
  let lost = 0
  let damaged = 0
  let rounds = 0
  const encodedAt: number[] = []
  while (done < kills) {
    if (storedDocuments(store).encoded === before.size) await forgetVectors(workspace, ++rounds)
    const running = startTowerkit([random() < 0.75 ? 'embed' : 'index', '--folder', workspace])
    running.process.stdout!.resume()
    const timer = setTimeout(
      () => {
        running.process.kill('SIGKILL')
      },
      600 + random() * 4000,
    )
    const [code, signal] = await running.ended
    clearTimeout(timer)
    if (signal !== 'SIGKILL') {
      if (code !== 0) throw new Error(running.errors())
      continue
    }
    done++
    const { intact, texts, encoded } = storedDocuments(store)
    encodedAt.push(encoded)
    if (!intact) damaged++
    for (const [id, text] of before) if (texts.get(id) !== text) lost++
  }
  await runTowerkit(['embed', '--folder', workspace])
  await runTowerkit(['index', '--folder', workspace])
  await runTowerkit(['search', 'anything', '--mode', 'dense', '--folder', workspace])
  return {
    kills: done,
    acknowledged: before.size,
    lost,
    damaged,
    finished: storedDocuments(store).encoded === before.size,
    notes: [`encoded at the kills: ${encodedAt.join(' ')}`],
  }
}

async function forgetVectors(workspace: string, round: number): Promise<void> {
  const database = new DatabaseSync(join(workspace, 'store.sqlite'))
  database.exec('DELETE FROM vectors')
  database.close()
  for (const name of await readdir(workspace)) if (/^vectors\./.test(name)) await rm(join(workspace, name))
  if (round > 1000) throw new Error('the kills come too late')
}

/**
 * Kills `train`; documents stay and the store opens. No life is as long as half of a training without kills, so that
 * one that ends has gone on from checkpoints, and its towers must be those of the training without kills, byte for
 * byte. Then it begins anew.
 */
export async function killDuringTraining({ folder, random, kills }: KillOptions): Promise<KillResult> {
  const workspace = await makeSmallWorkspace(folder, { documents: 500, trained: false })
  const store = join(workspace, 'store.sqlite')
  const before = storedDocuments(store).texts
  const whole = join(folder, 'not-killed')
  await cp(workspace, whole, { recursive: true })
  const train = (at: string) => ['train', ...tinyTowers.with(1, '200'), '--folder', at]
  const started = performance.now()
  await runTowerkit(train(whole))
  const wholeMs = performance.now() - started
  const expected = await towersOf(whole)
  let done = 0
  let lost = 0
  let damaged = 0
  let finished = 0
  const steps: string[] = []
  const check = async () => {
    if ((await towersOf(workspace)) !== expected)
      throw new Error('the towers are not those of a training without kills')
    finished++
    for (const name of await readdir(workspace))
      if (!/^(store\.sqlite|pairs|test-queries)/.test(name)) await rm(join(workspace, name), { recursive: true })
  }
  while (done < kills) {
    const running = startTowerkit(train(workspace))
    running.process.stdout!.resume()
    const timer = setTimeout(
      () => {
        running.process.kill('SIGKILL')
      },
      (0.05 + 0.4 * random()) * wholeMs,
    )
    const [code, signal] = await running.ended
    clearTimeout(timer)
    if (signal !== 'SIGKILL') {
      if (code !== 0) throw new Error(running.errors())
      await check()
      continue
    }
    done++
    const { intact, texts } = storedDocuments(store)
    if (!intact) damaged++
    for (const [id, text] of before) if (texts.get(id) !== text) lost++
    steps.push(await newestCheckpoint(workspace))
  }
  await runTowerkit(train(workspace))
  await check()
  const after = steps.filter(step => step !== none).length
  return {
    kills: done,
    acknowledged: before.size,
    lost,
    damaged,
    finished: true,
    notes: [
      `${after} of ${done} kills after a checkpoint; ${finished} trainings ended, with the towers of one without ` +
        `kills, which took ${(wholeMs / 1000).toFixed(1)} s`,
      `newest checkpoint at the kills: ${steps.join(', ')}`,
    ],
  }
}

const none = '-'

/** Run and step of the newest checkpoint; the run of the words is done once the towers' has begun. */
async function newestCheckpoint(workspace: string): Promise<string> {
  const names = (await readdir(workspace, { recursive: true })).filter(name =>
    /-checkpoints\/step-\d+\.safetensors$/.test(name),
  )
  return (
    names
      .map(name => name.replace(/-checkpoints\/step-0*(\d+)\.safetensors/, ' $1'))
      .sort((a, b) => Number(a.split(' ')[1]) - Number(b.split(' ')[1]))
      .at(-1) ?? none
  )
}

/** The digests of the files of both towers. */
async function towersOf(workspace: string): Promise<string> {
  return (
    await Promise.all(
      ['teacher-query', 'teacher-document'].map(name =>
        readFile(join(workspace, 'towers', '1', `${name}.seal.json`), 'utf8'),
      ),
    )
  ).join()
}
