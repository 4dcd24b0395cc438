import { DataError } from '@towerkit/core'
import type { TextDocument } from '../text-document.ts'
import { chooseColumns } from './choose-columns.ts'
import type { ColumnType } from './column-type.ts'
import type { DelimitedTextOptions } from './delimited-text.ts'
import { tableColumns } from './table-columns.ts'
import { tableRows, type TableRow } from './table-rows.ts'
import { typedFields } from './typed-fields.ts'

/** Options of what reads a table of documents. */
export interface DocumentTableOptions extends Omit<DelimitedTextOptions, 'columns'> {
  /**
   * Columns of a table, compared without regard to case, blanks, `_` and `-`. Default: for the id the first of _id, id,
   * doc_id, docid, docno and pid that is there, else the line; for the title title, else none; for the text the first
   * of text, contents, content, body, passage, document, abstract and description.
   */
  readonly columns?: { readonly id?: string; readonly title?: string; readonly text?: string }
  /**
   * Types of other columns, which count before what their fields look like. Default: in .csv and .tsv a column is of
   * numbers, or of true and false, if all of its fields are that are not empty; elsewhere values are as written.
   */
  readonly types?: Readonly<Record<string, ColumnType>>
}

const usual = {
  id: ['_id', 'id', 'doc_id', 'docno', 'pid'],
  title: ['title'],
  text: ['text', 'contents', 'content', 'body', 'passage', 'document', 'abstract', 'description'],
}

/** A document for each row of a table, which is read twice: first for its columns. */
export async function* documentsOfTable(
  path: string,
  { columns: given = {}, types, ...options }: DocumentTableOptions,
): AsyncGenerator<TextDocument> {
  const columns = await tableColumns('readDocuments', path, { ...options, ...(types && { types }) })
  if (columns.size === 0) return
  const chosen = chooseColumns<keyof typeof usual>('readDocuments', {
    path,
    names: [...columns.keys()],
    given,
    usual,
    required: ['text'],
  })
  const without = [chosen.id, chosen.title, chosen.text]
  const seen = new Set<string>()
  for await (const row of tableRows(path, options)) {
    const { line } = row
    const wrong = (fact: string) =>
      new DataError(`readDocuments: line ${line} of "${path}" ${fact}. Correct the line, or name other \`columns\`.`, {
        path,
        line,
      })
    const id = keyOf(row, chosen.id)
    if (id === undefined) throw wrong(`has no "${chosen.id}" that is a text or a whole number`)
    if (seen.has(id)) throw wrong(`has the id "${id}" of an earlier line`)
    seen.add(id)
    const title = textOf(row, chosen.title)
    const text = textOf(row, chosen.text)
    if (title === undefined) throw wrong(`has a "${chosen.title}" that is no text`)
    // A title says something by itself; of a row with neither the column has another name, or something is lost.
    const isNothing = title === '' && (row.value[chosen.text!] ?? undefined) === undefined
    if (text === undefined || isNothing) throw wrong(`has no "${chosen.text}" that is a text`)
    yield { id, title, text, metadata: typedFields('readDocuments', row, { path, columns, without }) }
  }
}

/** The id of a row: a text that is not empty, or a whole number; the line if there is no such column. */
function keyOf({ line, value }: TableRow, column: string | undefined): string | undefined {
  const key = column === undefined ? line : value[column]
  if (typeof key === 'bigint' || Number.isSafeInteger(key)) return String(key)
  return typeof key === 'string' && key !== '' ? key : undefined
}

/** The text of a field, or nothing; a title may be a number, such as "1984". */
function textOf({ value }: TableRow, column: string | undefined): string | undefined {
  const text = column === undefined ? '' : (value[column] ?? '')
  if (typeof text === 'number' || typeof text === 'bigint') return String(text)
  return typeof text === 'string' ? text : undefined
}
