import { stat } from 'node:fs/promises'
import { DataError } from '@towerkit/core'
import { beir } from './beir.ts'
import { chooseColumns } from './choose-columns.ts'
import type { DelimitedTextOptions } from './delimited-text.ts'
import { documentFile } from './documents/document-file.ts'
import { documentFolder, type DocumentFolderOptions } from './documents/document-folder.ts'
import { isBeir } from './is-beir.ts'
import { isTable, tableRows } from './table-rows.ts'
import type { TextDocument } from './text-document.ts'

/** Options of `readDocuments`. */
export interface ReadDocumentsOptions
  extends DocumentFolderOptions,
    Pick<DelimitedTextOptions, 'separator' | 'quotes'> {
  /**
   * Columns of a table. Default: for the id the first of _id, id, doc_id, docid, docno and pid that is there, else the
   * line; for the title title, else none; for the text the first of text, contents, content, body, passage, document,
   * abstract and description.
   */
  readonly columns?: { readonly id?: string; readonly title?: string; readonly text?: string }
}

const usual = {
  id: ['_id', 'id', 'doc_id', 'docid', 'docno', 'pid'],
  title: ['title'],
  text: ['text', 'contents', 'content', 'body', 'passage', 'document', 'abstract', 'description'],
}

/**
 * Reads documents from whatever holds them: a BEIR folder, a folder of documents, one document, or a table with a row
 * for each.
 *
 * @param path A folder; a file that `tableRows` reads; or one that `documentFolder` would.
 * @param options `sections`, `exclude`, `maxFileBytes` and `onSkipped` concern folders of documents and single ones.
 * @returns documents in their order; columns of a table that are neither id, title nor text are in `metadata`.
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
  const found = await stat(path).catch((cause: Error) => {
    throw new DataError(
      `readDocuments: "${path}" cannot be read: ${cause.message}. Give a file or folder that is there.`,
      { path, cause },
    )
  })
  if (!found.isDirectory()) yield* isTable(path) ? documentsOfTable(path, options) : documentFile(path, options)
  else if (await isBeir(path)) yield* beir(path).corpus(options)
  else yield* documentFolder(path, options)
}

async function* documentsOfTable(
  path: string,
  { columns: given = {}, signal, separator, quotes }: ReadDocumentsOptions,
): AsyncGenerator<TextDocument> {
  let columns: { readonly id?: string; readonly title?: string; readonly text?: string } | undefined
  const seen = new Set<string>()
  for await (const { line, value } of tableRows(path, {
    ...(signal && { signal }),
    ...(separator !== undefined && { separator }),
    ...(quotes !== undefined && { quotes }),
  })) {
    columns ??= chooseColumns('readDocuments', { path, names: Object.keys(value), given, usual, required: ['text'] })
    const { id: idColumn, title: titleColumn, text: textColumn } = columns
    const wrong = (fact: string) =>
      new DataError(`readDocuments: line ${line} of "${path}" ${fact}. Correct the line, or name other \`columns\`.`, {
        path,
        line,
      })
    const key = idColumn === undefined ? line : value[idColumn]
    const id = typeof key === 'number' || typeof key === 'bigint' ? String(key) : key
    const title = titleColumn === undefined ? '' : (value[titleColumn] ?? '')
    const text = value[textColumn!]
    if (typeof id !== 'string' || id === '') throw wrong(`has no "${idColumn}" that is a string or a number`)
    if (typeof title !== 'string') throw wrong(`has a "${titleColumn}" that is no string`)
    if (typeof text !== 'string') throw wrong(`has no "${textColumn}" that is a string`)
    if (seen.has(id)) throw wrong(`has the id "${id}" of an earlier line`)
    seen.add(id)
    yield {
      id,
      title,
      text,
      metadata: Object.fromEntries(
        Object.entries(value).filter(([name]) => name !== idColumn && name !== titleColumn && name !== textColumn),
      ),
    }
  }
}
