import { stat } from 'node:fs/promises'
import { ArgumentError, DataError, requireKnownOptions } from '@towerkit/core'
import { parserThread } from '../parser-thread.ts'
import type { ReadOptions } from '../read-options.ts'
import { requireGoingOn } from '../require-going-on.ts'
import type { TextDocument } from '../text-document.ts'
import type { DocumentKind } from './document-kinds.ts'
import { fileDocuments } from './file-documents.ts'
import { UnreadDocument, type SkippedFile } from './skipped-file.ts'
import { walkFolder } from './walk-folder.ts'

/** Options of `documentFile`. */
export interface DocumentFileOptions extends ReadOptions {
  /**
   * One document for each section under a heading, and for each page of a PDF file, instead of one for each file.
   * Default false.
   */
  readonly sections?: boolean
  /** Longest file that is read, in bytes. Default 33,554,432 (32 MiB). */
  readonly maxFileBytes?: number
}

/** Options of `documentFolder`. */
export interface DocumentFolderOptions extends DocumentFileOptions {
  /** Patterns as of .gitignore of what is left out; `!pattern` takes in what else would be. Default none. */
  readonly exclude?: readonly string[]
  /**
   * Called for each file that gives no document, with the reason. Without it, a document that cannot be read throws its
   * error, and other files are skipped.
   */
  readonly onSkipped?: (file: SkippedFile) => void
}

/** A document from a file. */
export interface FolderDocument extends TextDocument {
  readonly metadata: FolderDocumentMetadata
}

/** Where a document comes from. */
export interface FolderDocumentMetadata {
  /** Relative to the folder, with `/`. */
  readonly path: string
  readonly kind: DocumentKind
  /** Of source files, such as 'typescript'. */
  readonly language?: string
  /** Of sections: what follows the `#` of the id. */
  readonly anchor?: string
  /** Of sections: the headings that it is under, its own the last. */
  readonly headings?: readonly string[]
  readonly [more: string]: unknown
}

/**
 * Reads the Markdown, HTML, plain text, PDF, Word, notebook and source files of a folder as documents, in the order of
 * their names.
 *
 * The id is the path within the folder; with `sections`, the path, `#` and the anchor of the heading. The title is what
 * the front matter, `<title>` or PDF metadata says, else the first heading, else the name of the file. A section's
 * title is its page's title followed by the headings above it, `Install on Linux › Steps`; if a page gives no title,
 * only a heading above all others replaces it. Other fields of the front matter are in `metadata`. What .gitignore
 * files in the folder name is left out, as are node_modules, folders of version control, and symbolic links.
 *
 * @throws {DataError} if the folder cannot be read; without `onSkipped`, if a document cannot.
 * @throws {MissingPeerError} without `onSkipped`, for a PDF file if `unpdf` is not installed.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { id, title, text } of documentFolder('docs', {
 *   onSkipped: ({ path, reason }) => console.warn(path, reason),
 * }))
 *   console.log(id, title, text.length)
 */
export async function* documentFolder(
  folder: string,
  options: DocumentFolderOptions = {},
): AsyncGenerator<FolderDocument> {
  requireKnownOptions<DocumentFolderOptions>('documentFolder', options, {
    exclude: true,
    onSkipped: true,
    sections: true,
    maxFileBytes: true,
    signal: true,
  })
  const { sections = false, exclude = [], maxFileBytes = 1 << 25, onSkipped, signal } = options
  if (!(maxFileBytes > 0))
    throw new ArgumentError(`documentFolder: maxFileBytes is ${maxFileBytes}. Give a number over 0.`, { maxFileBytes })
  const isFolder = await stat(folder).then(
    found => found.isDirectory(),
    (cause: Error) => {
      throw new DataError(
        `documentFolder: "${folder}" cannot be read: ${cause.message}. Give a folder that is there.`,
        { path: folder, cause },
      )
    },
  )
  if (!isFolder) throw new DataError(`documentFolder: "${folder}" is no folder. Give a folder.`, { path: folder })
  const report = (file: SkippedFile) => {
    if (onSkipped) onSkipped(file)
    else if (file.error) throw file.error
  }
  requireGoingOn('documentFolder', signal)
  const thread = parserThread()
  try {
    for await (const path of walkFolder(folder, { exclude, report })) {
      requireGoingOn('documentFolder', signal)
      try {
        yield* await fileDocuments(folder, path, { sections, maxFileBytes, signal, thread })
      } catch (cause) {
        requireGoingOn('documentFolder', signal)
        if (!(cause instanceof UnreadDocument)) throw cause
        report({ path, reason: cause.reason, ...(cause.error && { error: cause.error }) })
      }
    }
  } finally {
    await thread.close()
  }
}
