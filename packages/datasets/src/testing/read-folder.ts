import { documentFolder, type DocumentFolderOptions } from '../documents/document-folder.ts'
import type { SkippedFile } from '../documents/skipped-file.ts'
import { all } from './all.ts'
import { temporaryFolder } from './temporary-folder.ts'

type Contents = Parameters<typeof temporaryFolder>[0]

/** The documents of a folder with these files, and the skipped files. */
export async function readFolder(contents: Contents, options: DocumentFolderOptions = {}) {
  using folder = temporaryFolder(contents)
  const skipped: SkippedFile[] = []
  const documents = await all(documentFolder(folder.path, { onSkipped: file => skipped.push(file), ...options }))
  return {
    documents,
    skipped,
    ids: documents.map(({ id }) => id),
    reasons: Object.fromEntries(skipped.map(({ path, reason }) => [path, reason])),
  }
}
