import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, MissingPeerError } from '@towerkit/core'
import type { ParserThread } from '../parser-thread.ts'
import { decodeText } from './decode-text.ts'
import type { FolderDocument } from './document-folder.ts'
import { documentKind, type DocumentKind } from './document-kinds.ts'
import { documentsOf } from './documents-of.ts'
import { htmlSections } from './html-sections.ts'
import { markdownSections } from './markdown-sections.ts'
import type { SectionedText } from './sectioned-text.ts'
import { UnreadDocument } from './skipped-file.ts'

/** Options of `fileDocuments`. */
interface FileOptions {
  readonly sections: boolean
  readonly maxFileBytes: number
  readonly signal: AbortSignal | undefined
  /** Parses PDF files. */
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
    { ...named, ...(await parse(bytes, { path, kind: named.kind, signal, thread })) },
    { path, sections },
  )
}

async function parse(
  bytes: Buffer,
  {
    path,
    kind,
    signal,
    thread,
  }: { readonly path: string; readonly kind: DocumentKind } & Pick<FileOptions, 'signal' | 'thread'>,
): Promise<SectionedText> {
  if (kind === 'pdf') return parsePdf(bytes, { path, signal, thread })
  const text = decodeText(bytes, { path, html: kind === 'html' })
  if (kind === 'html') return htmlSections(text)
  if (kind === 'markdown') return markdownSections(text)
  return { title: '', sections: [{ depth: 0, heading: '', text: text.trim() === '' ? '' : text }] }
}

async function parsePdf(
  bytes: Buffer,
  { path, signal, thread }: { readonly path: string } & Pick<FileOptions, 'signal' | 'thread'>,
): Promise<SectionedText> {
  await import('unpdf').catch((cause: unknown) => {
    throw new UnreadDocument(
      'missing-peer',
      new MissingPeerError(
        `documentFolder: "${path}" is a PDF file, and the package "unpdf" that reads it is not installed. Run ` +
          `\`npm install unpdf\`.`,
        { path, cause },
      ),
    )
  })
  return thread.run('pdfPages', new Uint8Array(bytes), { bytes: bytes.length, signal }).catch((cause: Error) => {
    throw new UnreadDocument(
      'malformed',
      new DataError(
        `documentFolder: "${path}" cannot be read as PDF: ${cause.message.replace(/\.$/, '')}. Give a whole file ` +
          'without a password.',
        { path, cause },
      ),
    )
  })
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
