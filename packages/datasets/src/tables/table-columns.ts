import { ArgumentError } from '@towerkit/core'
import { columnLook, columnTypes, type ColumnType } from './column-type.ts'
import { columnNamed } from './choose-columns.ts'
import type { DelimitedTextOptions } from './delimited-text.ts'
import { hasTextsOnly, tableRows } from './table-rows.ts'

/** The columns of a table, in the order in which they come first, with the type of those whose fields are texts. */
export type TableColumns = ReadonlyMap<string, ColumnType | undefined>

/**
 * Reads a table once to learn its columns: all that any row has, and of .csv and .tsv what all fields of a column look
 * like.
 *
 * @param types Types that the caller names by column, which count before what the fields look like.
 * @throws {ArgumentError} if the caller names a column that is not there, or a type that is none.
 */
export async function tableColumns(
  caller: string,
  path: string,
  { types, ...options }: DelimitedTextOptions & { readonly types?: Readonly<Record<string, ColumnType>> },
): Promise<TableColumns> {
  const looks = new Map<string, ReturnType<typeof columnLook>>()
  for await (const { value } of tableRows(path, options)) {
    for (const name in value) {
      const field = value[name]
      const known = looks.get(name) ?? columnLook()
      looks.set(name, known)
      if (typeof field === 'string') known.see(field)
    }
  }
  const isText = hasTextsOnly(path)
  const columns = new Map([...looks].map(([name, { type }]) => [name, isText ? type : undefined]))
  for (const [wanted, type] of Object.entries(types ?? {})) {
    const name = columnNamed([...columns.keys()], wanted)
    if (name === undefined || !columnTypes.includes(type))
      throw new ArgumentError(
        `${caller}: the type of column "${wanted}" is to be ${JSON.stringify(type)}, but the columns of ` +
          `"${path}" are ${[...columns.keys()].join(', ') || 'none'}, and types ${columnTypes.join(', ')}. Name these.`,
        { path, column: wanted, type },
      )
    columns.set(name, type)
  }
  return columns
}
