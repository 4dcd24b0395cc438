import { mkdir, readFile } from 'node:fs/promises'
import { DataError } from '@towerkit/core'
import { writeFileAtomically } from '@towerkit/runtime'
import type { Workspace } from '../workspace.ts'

/** Which models an archive of pictures was made with. */
export interface PicturesSettings {
  /** The .onnx file of a YOLOX, or a folder that a region encoder was saved to. */
  readonly detector: string
  /** Folder or name of a text encoder. */
  readonly text: string
}

/** Files of a workspace of pictures. */
export const picturesFiles = { settings: 'pictures.json', archive: 'pictures.regions' } as const

/** @throws {DataError} if no pictures were indexed, or the file is damaged. */
export async function readPicturesSettings(workspace: Workspace): Promise<PicturesSettings> {
  const path = workspace.path(picturesFiles.settings)
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new DataError(
      `pictures: there is no "${path}". Index first: towerkit pictures index <folder> --detector <file>.`,
      { path, cause },
    )
  })
  try {
    const settings = JSON.parse(text) as PicturesSettings
    if (typeof settings.detector !== 'string' || typeof settings.text !== 'string') throw new Error('names are missing')
    return settings
  } catch (cause) {
    throw new DataError(`pictures: "${path}" is damaged: ${(cause as Error).message}. Index again.`, { path, cause })
  }
}

/** Stores what the archive is made with. */
export async function writePicturesSettings(workspace: Workspace, settings: PicturesSettings): Promise<void> {
  await mkdir(workspace.folder, { recursive: true })
  await writeFileAtomically(workspace.path(picturesFiles.settings), [Buffer.from(`${JSON.stringify(settings)}\n`)])
}
