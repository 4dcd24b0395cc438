/**
 * Writes report.md and report.html of what scaling-note.ts has measured so far:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/scaling-note-report.ts <results folder>
 */
import { writeReport } from './study/write-report.ts'
import { openResults, type Result } from './scaling-note/results.ts'
import { controlSections } from './scaling-note/control-sections.ts'
import { scalingSections } from './scaling-note/scaling-sections.ts'
import { otherSections } from './scaling-note/other-sections.ts'

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('usage: scaling-note-report.ts <results folder>')
const { lines } = openResults(folder)
// The deepest teacher of the scaling study is that of the controls.
const deepest = lines.filter(
  ({ part, arm }) => part === 'api pretrained' && (arm === 'teacher' || arm === 'student, words'),
)
const pairs = lines.find(({ part, values }) => part === 'api pretrained scaling' && values['share'] === 1)?.values[
  'pairs'
]
const scaling = deepest.flatMap(({ arm, seed, values, ...line }): Result[] => {
  const teacher = deepest.find(other => other.arm === 'teacher' && other.seed === seed)?.values['parameters']
  if (pairs === undefined || teacher === undefined) return []
  const whole = arm === 'teacher'
  return [
    {
      ...line,
      part: 'api pretrained scaling',
      arm: whole ? '6 blocks' : 'student of 6 blocks',
      seed,
      values: { ...values, ...(whole ? { share: 1, pairs } : { teacher }) },
    },
  ]
})
const sections = [
  ...(await controlSections(lines, 'api pretrained')),
  ...(await scalingSections([...lines, ...scaling], 'api pretrained scaling')),
  ...(await controlSections(lines, 'scifact pretrained')),
  ...(await controlSections(lines, 'api controls')),
  ...(await scalingSections(lines, 'scaling')),
  ...(await controlSections(lines, 'scifact controls')),
  ...otherSections(lines),
]
writeReport(folder, 'ScalingNote at a small scale', sections)
