import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@towerkit/core'
import { writeFileAtomically } from '@towerkit/runtime'
import type { DemoSettings } from '../settings.ts'
import type { Workspace } from '../workspace.ts'
import { isSealed, removeSealed, sealedDigest, sealFolder } from './sealed-folder.ts'

/** Folders of the towers in a set. */
export const towerFolders = {
  document: 'teacher-document',
  teacher: 'teacher-query',
  student: 'student-query',
} as const

/** One of the towers of a set. */
export type TowerName = keyof typeof towerFolders

/** What the towers of a set were trained with. */
export interface TrainedWith {
  readonly settings: DemoSettings
  /** Digest of the texts that the towers learnt, as they are made ready. */
  readonly texts: string
  /** Digest of the pairs. */
  readonly pairs: string | undefined
}

/**
 * Towers that were trained together, with their settings beside them. A set is whole from the moment that it has its
 * name; the student may come later.
 */
export interface TowerSet {
  readonly number: number
  readonly folder: string
  path(name: TowerName): string
  /** Identifies the document tower, and with it the vectors that belong to this set. */
  readonly documentDigest: string
  readonly trainedWith: TrainedWith
}

const setsFolder = 'towers'
const settingsFile = 'settings.json'

/** The sets of a workspace, oldest first. */
export async function towerSets(workspace: Workspace): Promise<TowerSet[]> {
  const names = await readdir(workspace.path(setsFolder)).catch((): string[] => [])
  const numbers = names
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
  return Promise.all(numbers.map(number => towerSet(workspace, number)))
}

/** The set that was trained last; undefined before any training. */
export async function latestTowers(workspace: Workspace): Promise<TowerSet | undefined> {
  return (await towerSets(workspace)).at(-1)
}

/** The newest set whose document tower has this digest. */
export async function towersOfModel(workspace: Workspace, model: string | undefined): Promise<TowerSet | undefined> {
  return (await towerSets(workspace)).findLast(({ documentDigest }) => documentDigest === model)
}

/** Whether a set has this tower. */
export function hasTower(set: TowerSet, name: TowerName): Promise<boolean> {
  return isSealed(set.path(name))
}

/**
 * Gives two trained towers their place as the newest set. Older sets go, but for the one that answers: it does so until
 * the vectors of the new one are complete.
 *
 * @param from Folder that holds `teacher-query` and `teacher-document`.
 */
export async function publishTowers(
  workspace: Workspace,
  from: string,
  { trainedWith, answering }: { readonly trainedWith: TrainedWith; readonly answering: string | undefined },
): Promise<TowerSet> {
  const before = await towerSets(workspace)
  const number = (before.at(-1)?.number ?? 0) + 1
  const made = workspace.path(setsFolder, `${number}.tmp`)
  await rm(made, { recursive: true, force: true })
  await mkdir(made, { recursive: true })
  for (const name of ['teacher', 'document'] as const) {
    await cp(join(from, towerFolders[name]), join(made, towerFolders[name]), { recursive: true })
    await sealFolder(join(made, towerFolders[name]))
  }
  await writeJson(join(made, settingsFile), trainedWith)
  await rename(made, workspace.path(setsFolder, String(number)))
  for (const set of before) if (set.documentDigest !== answering) await rm(set.folder, { recursive: true, force: true })
  return towerSet(workspace, number)
}

/**
 * Gives a distilled query tower its place in a set, instead of the one before. @param from Its folder; it is copied.
 */
export async function publishStudent(set: TowerSet, from: string): Promise<void> {
  const folder = set.path('student')
  await removeSealed(folder)
  await cp(from, folder, { recursive: true })
  await sealFolder(folder)
}

/** Writes a file of JSON, all of it or nothing. */
export function writeJson(path: string, content: unknown): Promise<void> {
  return writeFileAtomically(path, [new TextEncoder().encode(JSON.stringify(content, undefined, 2))])
}

async function towerSet(workspace: Workspace, number: number): Promise<TowerSet> {
  const folder = workspace.path(setsFolder, String(number))
  const path = (name: TowerName) => join(folder, towerFolders[name])
  const text = await readFile(join(folder, settingsFile), 'utf8').catch(() => '')
  try {
    return {
      number,
      folder,
      path,
      documentDigest: await sealedDigest(path('document')),
      trainedWith: JSON.parse(text) as TrainedWith,
    }
  } catch (cause) {
    throw new DataError(
      `towers: "${join(folder, settingsFile)}" or a seal beside it is damaged. Remove "${folder}" and train again.`,
      { folder, cause },
    )
  }
}
