import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { runTowerkit } from '../app-reliability/towerkit-process.ts'

/** How large the workspace is. */
export interface GeneratedWorkspaceOptions {
  readonly folder: string
  readonly random: () => number
  readonly items: number
  readonly width: number
}

/** Items that somebody had; the others have nothing but their genres, which is what a new item has. */
const mostRows = 2000
const users = 200
const eventsOfUser = 20
const genres = 400

/**
 * A workspace of recommendations made by the commands of the app, from generated tables. The model is hardly trained:
 * what is measured does not depend on its weights. The ranker orders the answers.
 *
 * @returns its folder, and the ids of the items that have events.
 */
export async function generatedWorkspace({ folder, random, items, width }: GeneratedWorkspaceOptions) {
  await mkdir(folder, { recursive: true })
  const known = Array.from({ length: Math.min(mostRows, items) }, (_, i) => `item-${i}`)
  const pick = (most: number) => Math.floor(random() * most)
  function* itemLines() {
    // A condition may only name fields that some item has.
    yield 'id,title,genres,changing\n'
    for (let i = 0; i < items; i++)
      yield `item-${i},Title ${i},${Array.from({ length: 5 }, () => `genre ${pick(genres)}`).join('|')},false\n`
  }
  function* eventLines() {
    yield 'user,item,time\n'
    for (let user = 0; user < users; user++)
      for (let i = 0; i < eventsOfUser; i++) yield `user-${user},${known[pick(known.length)]},${i}\n`
  }
  const paths = { items: join(folder, 'items.csv'), events: join(folder, 'events.csv') }
  await pipeline(Readable.from(itemLines()), createWriteStream(paths.items))
  await pipeline(Readable.from(eventLines()), createWriteStream(paths.events))
  const workspace = join(folder, 'workspace')
  await runTowerkit(['recommend', 'prepare', paths.events, paths.items, '--folder', workspace])
  await runTowerkit(['recommend', 'train', '--steps', '2', '--width', String(width), '--folder', workspace])
  // What an evaluation would find if the ranker were better.
  await writeFile(join(workspace, 'recommender-report.json'), '{"rank":true}')
  return { workspace, known }
}
