/** A table that is made from the objects it describes. */
export interface Table {
  /** Name of the region that it fills: `<!-- generated: name -->`. */
  readonly name: string
  /** The Markdown file with the region, from the root of the repository. */
  readonly file: string
  readonly head: readonly string[]
  rows(): readonly (readonly string[])[]
}

/** The table in Markdown, its columns aligned as the formatter aligns them, ending in a line break. */
export function toMarkdown({ head, rows }: Table): string {
  const cells = [head, ...rows()].map(row => row.map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')))
  const widths = head.map((_, column) => Math.max(3, ...cells.map(row => lengthOf(row[column]!))))
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => padded(cell, widths[i]!)).join(' | ')} |\n`
  const [first, ...others] = cells.map(line)
  return `${first}${line(widths.map(width => '-'.repeat(width)))}${others.join('')}`
}

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(width - lengthOf(cell))
}

/** Letters as a reader sees them: a mark upon another letter takes no column. */
function lengthOf(cell: string): number {
  return [...new Intl.Segmenter().segment(cell)].length
}
