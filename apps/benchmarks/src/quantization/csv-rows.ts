/** The rows of a CSV text: fields in double quotes may hold commas, line ends and doubled quotes. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = []
  let fields: string[] = []
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === ',') continue
    if (fields.length > 1) rows.push(fields)
    fields = []
  }
  return rows
}
