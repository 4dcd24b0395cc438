import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AbortedError, ArgumentError, DataError, TowerkitError } from '@towerkit/core'
import type { ReadOptions } from '../read-options.ts'
import type { TextDocument } from '../text-document.ts'
import { decodeText } from './decode-text.ts'
import { documentKind, type DocumentKind, type NamedKind } from './document-kinds.ts'
import { htmlSections } from './html-sections.ts'
import { markdownSections } from './markdown-sections.ts'
import { pdfPages } from './pdf-pages.ts'
import { documentsOf } from './documents-of.ts'
import type { SectionedText } from './sectioned-text.ts'
import { UnreadDocument, type SkippedFile } from './skipped-file.ts'
import { walkFolder } from './walk-folder.ts'

/** Options of `documentFolder`. */
export interface DocumentFolderOptions extends ReadOptions {
  /** One document for each section under a heading, and for each page of a PDF file, in place of one for each file. Default false. */
  readonly sections?: boolean
  /** Patterns as of .gitignore of what is left out; `!pattern` takes in what else would be. Default none. */
  readonly exclude?: readonly string[]
  /** Longest file that is read, in bytes. Default 33,554,432 (32 MiB). */
  readonly maxFileBytes?: number
  /**
   * Told each file that gives no document, and why. Without it, a document that cannot be read throws its error, and what is no
   * document is passed over.
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
 * Reads the Markdown, HTML, plain text, PDF and source files of a folder as documents, in the order of their names.
 *
 * The id is the path within the folder; with `sections`, the path, `#` and the anchor of the heading. The title is what the front
 * matter, `<title>` or PDF metadata says, else the first heading, else the name of the file. What .gitignore files in the folder name is
 * left out, as are node_modules, folders of version control, and symbolic links.
 *
 * @throws {DataError} if the folder cannot be read; without `onSkipped`, if a document cannot.
 * @throws {MissingPeerError} without `onSkipped`, for a PDF file if `unpdf` is not installed.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { id, title, text } of documentFolder('docs', { onSkipped: ({ path, reason }) => console.warn(path, reason) })) console.log(id, title, text.length)
 */
export async function* documentFolder(folder: string, options: DocumentFolderOptions = {}): AsyncGenerator<FolderDocument> {
  const { sections = false, exclude = [], maxFileBytes = 1 << 25, onSkipped, signal } = options
  if (!(maxFileBytes > 0)) throw new ArgumentError(`documentFolder: maxFileBytes is ${maxFileBytes}. Give a number over 0.`, { maxFileBytes })
  const isFolder = await stat(folder).then(found => found.isDirectory(), (cause: Error) => { throw new DataError(`documentFolder: "${folder}" cannot be read: ${cause.message}. Give a folder that is there.`, { path: folder, cause }) })
  if (!isFolder) throw new DataError(`documentFolder: "${folder}" is no folder. Give a folder.`, { path: folder })
  const report = (file: SkippedFile) => {
    if (onSkipped) onSkipped(file)
    else if (file.error) throw file.error
  }
  requireGoingOn(signal)
  for await (const path of walkFolder(folder, { exclude, report })) {
    requireGoingOn(signal)
    try {
      yield* documentsOf(await read(folder, path, { maxFileBytes, signal }), { path, sections })
    } catch (cause) {
      requireGoingOn(signal)
      if (!(cause instanceof UnreadDocument)) throw cause
      report({ path, reason: cause.reason, ...(cause.error && { error: cause.error }) })
    }
  }
}

async function read(folder: string, path: string, { maxFileBytes, signal }: { readonly maxFileBytes: number; readonly signal: AbortSignal | undefined }): Promise<SectionedText & NamedKind> {
  const named = documentKind(path)
  if (!named) throw new UnreadDocument('unsupported')
  const bytes = await bytesOf(join(folder, path), { path, maxFileBytes, signal })
  return { ...named, ...await parse(bytes, { path, kind: named.kind, signal }) }
}

async function parse(bytes: Buffer, { path, kind, signal }: { readonly path: string; readonly kind: DocumentKind; readonly signal: AbortSignal | undefined }): Promise<SectionedText> {
  if (kind === 'pdf') return pdfPages(new Uint8Array(bytes), { path, signal })
  const text = decodeText(bytes, { path, html: kind === 'html' })
  if (kind === 'html') return htmlSections(text)
  if (kind === 'markdown') return markdownSections(text)
  return { title: '', sections: [{ depth: 0, heading: '', text: text.trim() === '' ? '' : text }] }
}

async function bytesOf(file: string, { path, maxFileBytes, signal }: { readonly path: string; readonly maxFileBytes: number; readonly signal: AbortSignal | undefined }): Promise<Buffer> {
  try {
    const handle = await open(file)
    try {
      const { size } = await handle.stat()
      if (size > maxFileBytes) throw new UnreadDocument('too-large', new DataError(`documentFolder: "${path}" has ${size} bytes, over the limit of ${maxFileBytes}. Raise maxFileBytes, or exclude it.`, { path, bytes: size, maxFileBytes }))
      return await handle.readFile(signal ? { signal } : {})
    } finally {
      await handle.close()
    }
  } catch (cause) {
    if (cause instanceof UnreadDocument) throw cause
    throw new UnreadDocument('unreadable', new DataError(`documentFolder: "${path}" cannot be read: ${(cause as Error).message}. Give the permission, or exclude it.`, { path, cause }))
  }
}

function requireGoingOn(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  const { reason } = signal as { reason: unknown }
  throw TowerkitError.is(reason) ? reason : new AbortedError('documentFolder: cancelled by the signal.', { cause: reason })
}
