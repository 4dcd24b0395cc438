/**
 * COCO's measures of detection beside pycocotools, on generated sets with crowds, ties, areas on the edges of the
 * ranges, pictures without boxes, classes without objects, and more detections than count:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/detection-parity.ts <python with pycocotools> [sets]
 *
 * Fails if any of the twelve numbers, of all classes, of one class or class-free, differs by more than 1e-9.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evaluateDetections, type DetectionMeasures, type DetectionPicture } from '@towerkit/evaluation'

const [python, count = '300'] = process.argv.slice(2)
if (!python) throw new Error('usage: detection-parity.ts <python> [sets]')
const folder = mkdtempSync(join(tmpdir(), 'towerkit-detection-'))
const file = join(folder, 'sets.json')
const generator = new URL('../../../tooling/golden/detection_measures.py', import.meta.url).pathname
execFileSync(python, [generator, file, count], { stdio: ['ignore', 'ignore', 'inherit'] })
const { pycocotools, sets } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly pycocotools: string
  readonly sets: readonly {
    readonly pictures: readonly DetectionPicture[]
    readonly byClass: { readonly summary: number[]; readonly perClass: Record<string, number[]> }
    readonly classFree: { readonly summary: number[] }
  }[]
}
rmSync(folder, { recursive: true })

let compared = 0
let worst = 0
let failed = 0
function compare(set: number, measures: DetectionMeasures | undefined, theirs: readonly number[]): void {
  const ours = measures ? Object.entries(measures) : theirs.map((_, i) => [String(i), Number.NaN] as const)
  if (ours.length !== theirs.length) throw new Error(`${ours.length} numbers here, ${theirs.length} there`)
  for (const [i, [name, value]] of ours.entries()) {
    const difference = Math.abs((Number.isNaN(value) ? -1 : value) - theirs[i]!)
    compared++
    worst = Math.max(worst, difference)
    if (difference <= 1e-9) continue
    failed++
    console.log(`DIFFERS: set ${set}, ${name}: ${value} here, ${theirs[i]} there`)
  }
}
for (const [set, { pictures, byClass, classFree }] of sets.entries()) {
  const { summary, perClass } = evaluateDetections(pictures)
  compare(set, summary, byClass.summary)
  for (const [label, theirs] of Object.entries(byClass.perClass)) compare(set, perClass[label], theirs)
  compare(set, evaluateDetections(pictures, { classFree: true }).summary, classFree.summary)
}
const pictures = sets.flatMap(set => set.pictures)
const over = pictures.filter(({ detections }) => detections.filter(({ label }) => label === 'a').length > 100).length
const empty = pictures.filter(({ truth, detections }) => truth.length === 0 || detections.length === 0).length
const crowds = pictures.reduce((sum, { truth }) => sum + truth.filter(({ crowd }) => crowd).length, 0)
console.log(
  `pycocotools ${pycocotools}: ${sets.length} sets, ${pictures.length} pictures (${empty} without objects or ` +
    `detections, ${over} with more than 100 detections of a class), ${crowds} crowds; ${compared} numbers, largest ` +
    `difference ${worst.toExponential(1)}, ${failed} differ by more than 1e-9`,
)
if (failed > 0) process.exitCode = 1
