import { basename, dirname } from 'node:path'
import { ArgumentError, DataError, requireKnownOptions } from '@towerkit/core'
import { parserThread } from '../parser-thread.ts'
import { requireGoingOn } from '../require-going-on.ts'
import type { DocumentFileOptions, FolderDocument } from './document-folder.ts'
import { fileDocuments } from './file-documents.ts'
import { UnreadDocument } from './skipped-file.ts'

/**
 * Reads one Markdown, HTML, plain text, PDF or source file as `documentFolder` reads each: one document, or with
 * `sections` one for each section. The id is the name of the file.
 *
 * @throws {DataError} if it cannot be read, is over the limit, in an unknown encoding, or has no text.
 * @throws {ArgumentError} for a file of an unknown kind.
 * @throws {MissingPeerError} for a PDF file if `unpdf` is not installed.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { id, title, text } of documentFile('README.md', { sections: true })) console.log(id, title, text)
 */
export async function* documentFile(path: string, options: DocumentFileOptions = {}): AsyncGenerator<FolderDocument> {
  const {
    sections = false,
    maxFileBytes = 1 << 25,
    signal,
  } = requireKnownOptions<DocumentFileOptions>('documentFile', options, {
    sections: true,
    maxFileBytes: true,
    signal: true,
  })
  if (!(maxFileBytes > 0))
    throw new ArgumentError(`documentFile: maxFileBytes is ${maxFileBytes}. Give a number over 0.`, { maxFileBytes })
  requireGoingOn('documentFile', signal)
  const thread = parserThread()
  try {
    yield* await fileDocuments(dirname(path), basename(path), { sections, maxFileBytes, signal, thread })
  } catch (cause) {
    requireGoingOn('documentFile', signal)
    if (!(cause instanceof UnreadDocument)) throw cause
    if (cause.reason === 'unsupported')
      throw new ArgumentError(
        `documentFile: "${path}" is of no kind that is read. Give a Markdown, HTML, plain text, PDF or source ` +
          `file, or to \`readDocuments\` a table: .jsonl, .csv, .tsv, .parquet.`,
        { path },
      )
    throw (
      cause.error ??
      new DataError(`documentFile: "${path}" has no text (${cause.reason}). Give a file with text.`, {
        path,
        reason: cause.reason,
      })
    )
  } finally {
    await thread.close()
  }
}
