/**
 * Writes report.md and report.html of what scaling-note.ts has measured so far:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/scaling-note-report.ts <results folder>
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { htmlPage } from '@towerkit/evaluation/report'
import { openResults } from './scaling-note/results.ts'
import { controlSections } from './scaling-note/control-sections.ts'
import { scalingSections } from './scaling-note/scaling-sections.ts'
import { otherSections } from './scaling-note/other-sections.ts'

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('usage: scaling-note-report.ts <results folder>')
const { lines } = openResults(folder)
const sections = [...await controlSections(lines, 'api'), ...await scalingSections(lines), ...await controlSections(lines, 'scifact'), ...otherSections(lines)]
const title = 'ScalingNote at a small scale'
writeFileSync(join(folder, 'report.html'), htmlPage(title, sections))
writeFileSync(join(folder, 'report.md'), `# ${title}\n\n${sections.map(({ heading, text, table }) => [`## ${heading}`, text, table && [table.head, table.head.map(() => '---'), ...table.rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')].filter(Boolean).join('\n\n')).join('\n\n')}\n`)
console.log(join(folder, 'report.html'))
