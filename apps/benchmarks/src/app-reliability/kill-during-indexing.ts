import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { KillOptions, KillResult } from './kill-result.ts'
import { makeSmallWorkspace } from './small-workspace.ts'
import { storedDocuments } from './stored-documents.ts'
import { runTowerkit, startTowerkit } from './towerkit-process.ts'

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
