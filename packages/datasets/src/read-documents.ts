import { stat } from 'node:fs/promises'
import { DataError, requireKnownOptions } from '@towerkit/core'
import { beir } from './beir.ts'
import { documentFile } from './documents/document-file.ts'
import { documentFolder, type DocumentFolderOptions } from './documents/document-folder.ts'
import { isBeir } from './is-beir.ts'
import { documentsOfTable, type DocumentTableOptions } from './tables/documents-of-table.ts'
import { isTable } from './tables/table-rows.ts'
import type { TextDocument } from './text-document.ts'

/** Options of `readDocuments`. */
export interface ReadDocumentsOptions extends DocumentFolderOptions, DocumentTableOptions {}

/**
 * Reads documents from whatever holds them: a BEIR folder, a folder of documents, one document, or a table with a row
 * for each.
 *
 * @param path A folder; a file that `tableRows` reads; or one that `documentFolder` would.
 * @param options `sections`, `exclude`, `maxFileBytes` and `onSkipped` concern folders of documents and single ones;
 *   `columns`, `types`, `separator` and `quotes` tables. Those of another kind do nothing.
 * @returns documents in their order; columns of a table that are neither id, title nor text are in `metadata`, with
 *   their types. A row need not have a text if it has a title.
 * @throws {DataError} naming file and line, if it cannot be read, lacks a column, or an id comes twice.
 * @throws {ArgumentError} for a file of an unknown kind.
 * @throws {MissingPeerError} if a package is not installed that reads it.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { id, title, text } of readDocuments('articles.csv', { columns: { text: 'abstract' } }))
 *   console.log(id, title, text)
 */
export async function* readDocuments(path: string, options: ReadDocumentsOptions = {}): AsyncGenerator<TextDocument> {
  const { exclude, onSkipped, sections, maxFileBytes, ...tables } = requireKnownOptions('readDocuments', options, {
    exclude: true,
    onSkipped: true,
    sections: true,
    maxFileBytes: true,
    signal: true,
    columns: true,
    types: true,
    separator: true,
    quotes: true,
  })
  const { signal } = tables
  const files = defined({ sections, maxFileBytes, signal })
  const found = await stat(path).catch((cause: Error) => {
    throw new DataError(
      `readDocuments: "${path}" cannot be read: ${cause.message}. Give a file or folder that is there.`,
      { path, cause },
    )
  })
  if (!found.isDirectory()) yield* isTable(path) ? documentsOfTable(path, tables) : documentFile(path, files)
  else if (await isBeir(path)) yield* beir(path).corpus(defined({ signal }))
  else yield* documentFolder(path, { ...files, ...defined({ exclude, onSkipped }) })
}

/** What is given of some options. */
function defined<Options extends object>(
  options: Options,
): { [Name in keyof Options]?: Exclude<Options[Name], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never
}
