import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '@towerkit/runtime'

/** A folder in which a command keeps the results of its stages, so that a later run starts from what is there. */
export interface Workspace {
  readonly folder: string
  path(...parts: string[]): string
  /**
   * Runs `work` unless it was finished before with the same settings. A stage that was interrupted is run again; it may
   * go on from what it left in its own folder.
   *
   * @returns true if the work was done now.
   */
  stage(name: string, settings: unknown, work: () => Promise<void>): Promise<boolean>
}

/** Opens a workspace folder, and makes it where it does not exist. */
export async function openWorkspace(folder: string): Promise<Workspace> {
  await mkdir(folder, { recursive: true })
  const path = (...parts: string[]) => join(folder, ...parts)
  return {
    folder,
    path,
    async stage(name, settings, work) {
      const mark = path(`${name}.done`)
      const wanted = JSON.stringify(settings)
      const found = await readFile(mark, 'utf8').catch(() => undefined)
      if (found === wanted) return false
      if (found !== undefined) await rm(mark)
      await work()
      await writeFileAtomically(mark, [new TextEncoder().encode(wanted)])
      return true
    },
  }
}

