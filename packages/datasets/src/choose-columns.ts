import { ArgumentError, DataError } from '@towerkit/core'

/** A choice of columns. */
interface Choice<Part extends string> {
  /** Columns that the caller names. */
  readonly given: { readonly [P in Part]?: string }
  /** Names that columns often have, the likeliest first. */
  readonly usual: Readonly<Record<Part, readonly string[]>>
  readonly required: readonly Part[]
}

/**
 * Chooses a column for each part of what a table is read for.
 *
 * @param caller Public function, for messages.
 * @param names Columns that the table has.
 * @throws {ArgumentError} if the caller names one that is not there.
 * @throws {DataError} if there is none for a part that is required.
 */
export function chooseColumns<Part extends string>(
  caller: string,
  { path, names, given, usual, required }: Choice<Part> & { readonly path: string; readonly names: readonly string[] },
): { readonly [P in Part]?: string } {
  const lacking = Object.values<string | undefined>(given).find(name => name !== undefined && !names.includes(name))
  if (lacking !== undefined)
    throw new ArgumentError(
      `${caller}: "${path}" has no column "${lacking}", but ${names.join(', ')}. Name one of these.`,
      { path, column: lacking, columns: names },
    )
  const parts = Object.keys(usual) as Part[]
  const chosen = Object.fromEntries(
    parts.map(part => [part, given[part] ?? usual[part].find(name => names.includes(name))]),
  ) as { [P in Part]?: string }
  const missing = required.find(part => chosen[part] === undefined)
  if (missing !== undefined)
    throw new DataError(
      `${caller}: "${path}" has no column that is taken for the ${missing}; it has ${names.join(', ')}. Call it ` +
        `"${usual[missing][0]}", or name it by \`columns\`.`,
      { path, columns: names, part: missing },
    )
  return chosen
}
