import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@towerkit/core'
import { writeFileAtomically } from '@towerkit/runtime'

/** A folder in which a command keeps the results of its stages, so that a later run starts from what is there. */
export interface Workspace {
  readonly folder: string
  path(...parts: string[]): string
  /**
   * Runs `work` unless it was finished before with the same settings. A stage that was interrupted is run again; it may
   * go on from what it left in its own folder `leftovers`, which is removed first if it is of other settings.
   *
   * @returns true if the work was done now.
   */
  stage(
    name: string,
    settings: unknown,
    work: () => Promise<void>,
    options?: { readonly leftovers?: string },
  ): Promise<boolean>
  /** Lets a stage be run again with the same settings. */
  forget(name: string): Promise<void>
}

/** Opens a workspace folder, and makes it where it does not exist. @throws {DataError} if it can not be made. */
export async function openWorkspace(folder: string): Promise<Workspace> {
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new DataError(
      `openWorkspace: the folder "${folder}" can not be made: ${cause.message}. Give another folder.`,
      { folder, cause },
    )
  })
  const path = (...parts: string[]) => join(folder, ...parts)
  return {
    folder,
    path,
    async stage(name, settings, work, { leftovers } = {}) {
      const done = path(`${name}.done`)
      const begun = path(`${name}.begun`)
      const wanted = JSON.stringify(settings)
      const read = (mark: string) => readFile(mark, 'utf8').catch(() => undefined)
      if ((await read(done)) === wanted) return false
      await rm(done, { force: true })
      if ((await read(begun)) !== wanted) {
        if (leftovers !== undefined) await rm(path(leftovers), { recursive: true, force: true })
        await write(begun, wanted)
      }
      await work()
      await write(done, wanted)
      await rm(begun, { force: true })
      return true
    },
    forget: name => rm(path(`${name}.done`), { force: true }),
  }
}

function write(path: string, text: string): Promise<void> {
  return writeFileAtomically(path, [new TextEncoder().encode(text)])
}
