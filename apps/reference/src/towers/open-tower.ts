import { openEncoder, type OpenTextEncoderOptions } from '@towerkit/text-encoder'
import type { Workspace } from '../workspace.ts'
import { isSealed, requireSealed } from './sealed-folder.ts'

/** Folders of the towers in a workspace. */
export const towerFolders = {
  document: 'teacher-document',
  teacher: 'teacher-query',
  student: 'student-query',
} as const

/** A tower that encodes. */
export interface OpenTower extends AsyncDisposable {
  readonly encoder: Awaited<ReturnType<typeof openEncoder>>
  /** Identifies its files. */
  readonly digest: string
  /** Such as 'student, 1 layer, 256'. */
  readonly title: string
}

/** Whether a tower has been trained. */
export function hasTower(workspace: Workspace, name: keyof typeof towerFolders): Promise<boolean> {
  return isSealed(workspace.path(towerFolders[name]))
}

/** Opens a trained tower. @throws {DataError} if its files have changed since. */
export async function openTower(
  workspace: Workspace,
  name: keyof typeof towerFolders,
  options: OpenTextEncoderOptions = {},
): Promise<OpenTower> {
  const folder = workspace.path(towerFolders[name])
  const digest = await requireSealed(folder)
  const encoder = await openEncoder(folder, options)
  return {
    encoder,
    digest,
    title: `${name}, ${networkOf(encoder)}, ${encoder.dimensions}`,
    [Symbol.asyncDispose]: () => encoder.close(),
  }
}

function networkOf(encoder: OpenTower['encoder']): string {
  // One output after each layer, besides the embedding.
  const layers = Object.keys(encoder.tower('query').outputs).length - 1
  if (layers > 0) return `${layers} ${layers === 1 ? 'layer' : 'layers'}`
  return 'parts' in encoder && 'attention' in encoder.parts && encoder.parts.attention ? 'words and attention' : 'words'
}
