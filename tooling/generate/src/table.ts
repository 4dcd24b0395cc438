/** A table that is made from the objects it describes. */
export interface Table {
  /** Name of the region that it fills: `<!-- generated: name -->`. */
  readonly name: string
  /** The Markdown file with the region, from the root of the repository. */
  readonly file: string
  readonly head: readonly string[]
  rows(): readonly (readonly string[])[]
}

/** The table in Markdown, ending in a line break. */
export function toMarkdown({ head, rows }: Table): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`
  return line(head) + `${'|---'.repeat(head.length)}|\n` + rows().map(line).join('')
}
