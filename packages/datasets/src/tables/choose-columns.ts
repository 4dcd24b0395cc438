import { ArgumentError, DataError } from '@towerkit/core'

/** A choice of columns. */
interface Choice<Part extends string> {
  /** Columns that the caller names. */
  readonly given: { readonly [P in Part]?: string }
  /** Names that columns often have, the likeliest first. */
  readonly usual: Readonly<Record<Part, readonly string[]>>
  readonly required: readonly Part[]
}

/** The column of each part for which there is one. */
export type ChosenColumns<Part extends string> = { readonly [P in Part]?: string }

/**
 * Chooses a column for each part of what a table is read for. Names are compared without regard to case, blanks, `_`
 * and `-`; one that is equal comes first.
 *
 * @param caller Public function, for messages.
 * @param names Columns that the table has.
 * @throws {ArgumentError} if the caller names one that is not there.
 * @throws {DataError} if there is none for a part that is required.
 */
export function chooseColumns<Part extends string>(
  caller: string,
  { path, names, given, usual, required }: Choice<Part> & { readonly path: string; readonly names: readonly string[] },
): ChosenColumns<Part> {
  const lacking = Object.values<string | undefined>(given).find(
    name => name !== undefined && columnNamed(names, name) === undefined,
  )
  if (lacking !== undefined)
    throw new ArgumentError(
      `${caller}: "${path}" has no column "${lacking}", but ${names.join(', ')}. Name one of these.`,
      { path, column: lacking, columns: names },
    )
  const parts = Object.keys(usual) as Part[]
  const chosen = Object.fromEntries(
    parts.map(part => [part, firstOf(names, given[part] === undefined ? usual[part] : [given[part]])]),
  ) as ChosenColumns<Part>
  const missing = required.find(part => chosen[part] === undefined)
  if (missing !== undefined)
    throw new DataError(
      `${caller}: "${path}" has no column that is taken for the ${missing}; it has ${names.join(', ')}. Call it ` +
        `"${usual[missing][0]}", or name it by \`columns\`.`,
      { path, columns: names, part: missing },
    )
  return chosen
}

/** The column with the first of the accepted names that occurs. */
function firstOf(names: readonly string[], wanted: readonly string[]): string | undefined {
  return wanted.map(name => columnNamed(names, name)).find(name => name !== undefined)
}

/** The column of a name, else the first whose name differs in case, blanks, `_` and `-` only. */
export function columnNamed(names: readonly string[], wanted: string): string | undefined {
  return names.includes(wanted) ? wanted : names.find(name => plain(name) === plain(wanted))
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '')
}
