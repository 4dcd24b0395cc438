import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { KillOptions, KillResult } from './kill-result.ts'
import { makeSmallWorkspace, tinyTowers } from './small-workspace.ts'
import { storedDocuments } from './stored-documents.ts'
import { runTowerkit, startTowerkit } from './towerkit-process.ts'

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
