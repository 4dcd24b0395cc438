import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A path that only this user can reach, in the system's folder for temporary files. Nothing is there yet. */
export interface TemporaryFile {
  readonly path: string
  /** Removes what is there. */
  remove(): Promise<void>
}

export async function temporaryFile(name: string): Promise<TemporaryFile> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-'))
  return { path: join(folder, name), remove: () => rm(folder, { recursive: true, force: true }) }
}
