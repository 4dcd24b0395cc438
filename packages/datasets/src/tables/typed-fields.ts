import { DataError } from '@towerkit/core'
import type { ColumnType } from './column-type.ts'
import { typedValue } from './column-type.ts'
import type { TableColumns } from './table-columns.ts'
import type { TableRow } from './table-rows.ts'

/** Options of `typedFields`. */
interface TypedFieldsOptions {
  readonly path: string
  readonly columns: TableColumns
  /** Columns that are left out. */
  readonly without: readonly (string | undefined)[]
}

/**
 * The fields of a row by the types of their columns. Empty fields of a column that is no text are left out, as nothing.
 *
 * @throws {DataError} naming the line, for a text that is not of the type which the caller named.
 */
export function typedFields(
  caller: string,
  { line, value }: TableRow,
  { path, columns, without }: TypedFieldsOptions,
): Record<string, unknown> {
  const typed = (name: string, field: unknown) => {
    const type: ColumnType | undefined = columns.get(name)
    if (typeof field !== 'string' || type === undefined || type === 'text') return field
    if (field.trim() === '') return undefined
    const found = typedValue(field, type)
    if (found !== undefined) return found
    throw new DataError(
      `${caller}: the ${name} at line ${line} of "${path}" is "${field.slice(0, 40)}", which is no ${type}. ` +
        'Correct the line, or name another type.',
      { path, line, column: name, type },
    )
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !without.includes(name))
      .map(([name, field]) => [name, typed(name, field)] as const)
      .filter(([, field]) => field !== undefined),
  )
}
