import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { htmlPage, type PageSection } from '@towerkit/evaluation/report'

/** Writes the sections of a study as report.md and, with their plots, as report.html. */
export function writeReport(folder: string, title: string, sections: readonly PageSection[]): void {
  writeFileSync(join(folder, 'report.html'), htmlPage(title, sections))
  const paragraphs = sections.flatMap(({ heading, text, table }) => [
    `## ${heading}`,
    text,
    table &&
      [table.head, table.head.map(() => '---'), ...table.rows].map(cells => `| ${cells.join(' | ')} |`).join('\n'),
  ])
  writeFileSync(join(folder, 'report.md'), `${[`# ${title}`, ...paragraphs].filter(Boolean).join('\n\n')}\n`)
  console.log(join(folder, 'report.html'))
}
