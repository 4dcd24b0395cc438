import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@towerkit/core'
import type { ParserThread } from '../parser-thread.ts'
import type { FolderDocument } from './document-folder.ts'
import { documentKind } from './document-kinds.ts'
import { documentsOf } from './documents-of.ts'
import { parseDocument } from './parse-document.ts'
import { UnreadDocument } from './skipped-file.ts'

/** Options of `fileDocuments`. */
interface FileOptions {
  readonly sections: boolean
  readonly maxFileBytes: number
  readonly signal: AbortSignal | undefined
  /** Parses PDF and Word files. */
  readonly thread: ParserThread
}

/**
 * The documents of one file.
 *
 * @param path Relative to the folder, with `/`.
 * @throws {UnreadDocument} if it gives none.
 */
export async function fileDocuments(
  folder: string,
  path: string,
  { sections, maxFileBytes, signal, thread }: FileOptions,
): Promise<FolderDocument[]> {
  const named = documentKind(path)
  if (!named) throw new UnreadDocument('unsupported')
  const bytes = await bytesOf(join(folder, path), { path, maxFileBytes, signal })
  return documentsOf(
    { ...named, ...(await parseDocument(bytes, { path, kind: named.kind, signal, thread })) },
    { path, sections },
  )
}

async function bytesOf(
  file: string,
  {
    path,
    maxFileBytes,
    signal,
  }: { readonly path: string; readonly maxFileBytes: number; readonly signal: AbortSignal | undefined },
): Promise<Buffer> {
  try {
    const handle = await open(file)
    try {
      const { size } = await handle.stat()
      if (size > maxFileBytes)
        throw new UnreadDocument(
          'too-large',
          new DataError(
            `documentFolder: "${path}" has ${size} bytes, over the limit of ${maxFileBytes}. Raise maxFileBytes, ` +
              'or exclude it.',
            { path, bytes: size, maxFileBytes },
          ),
        )
      return await handle.readFile(signal ? { signal } : {})
    } finally {
      await handle.close()
    }
  } catch (cause) {
    if (cause instanceof UnreadDocument) throw cause
    throw new UnreadDocument(
      'unreadable',
      new DataError(
        `documentFolder: "${path}" cannot be read: ${(cause as Error).message}. Give the permission, or exclude it.`,
        { path, cause },
      ),
    )
  }
}
