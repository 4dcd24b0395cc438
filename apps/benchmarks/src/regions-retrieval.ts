/**
 * Pictures found by the objects in them, from stored regions, on photographs of COCO: what keeping K regions of a
 * picture loses, the threshold, the learned direction for any object, and more like a box:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/regions-retrieval.ts <data> <text encoder> <region encoder>
 *     [--parts kept,objects,likeness]
 *
 * <region encoder> is a folder that regions-detection.ts saved. The threshold is found on the part of train2017.
 */
import { parseArgs } from 'node:util'
import { seededRandom, suppressOverlaps, type DetectedBox } from '@towerkit/core'
import { evaluateDetections } from '@towerkit/evaluation'
import { cocoNames, objectDirection, regionEncoder, type RegionEncoder } from '@towerkit/region-encoder'
import { textEncoder } from '@towerkit/text-encoder'
import { adamW, train } from '@towerkit/training'
import { likenessAt10 } from './regions/likeness-at-10.ts'
import { unseenNames } from './regions/names.ts'
import { photographs } from './regions/photographs.ts'
import { averagePrecisionOf, f1Of, meanOf, pictureScores, regionsOf } from './regions/picture-scores.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { parts: { type: 'string', default: 'kept,objects,likeness' } },
})
const [data, model, folder] = positionals
if (!data || !model || !folder) throw new Error('usage: regions-retrieval.ts <data> <text encoder> <region encoder>')
const training = await photographs(data, 'train2017')
const tests = await photographs(data, 'val2017')
const all = [...training, ...tests]
await using text = await textEncoder(model)
await using regions = await regionEncoder({ image: folder, text })

async function kept(): Promise<void> {
  const present = cocoNames.filter(name => all.some(({ boxes }) => boxes.some(({ label }) => label === name)))
  const relevant = present.map(name => all.map(({ boxes }) => boxes.some(({ label }) => label === name)))
  const names = await regions.encodeText(present)
  const meanAp = (scores: readonly Float64Array[]) =>
    meanOf(scores.map((each, i) => averagePrecisionOf(each, relevant[i]!)))
  const macroF1 = (scores: readonly Float64Array[], tau: number, from: number, to: number) =>
    meanOf(
      scores.flatMap((each, i) => {
        const part = relevant[i]!.slice(from, to)
        return part.includes(true) ? [f1Of(each.slice(from, to), part, tau)] : []
      }),
    )
  // The best box of a class is never suppressed, so detection has the best score of all cells.
  const dense = present.map(() => new Float64Array(all.length))
  let picture = 0
  const paths = all.map(({ path }) => path)
  for await (const { boxes } of regions.detect(paths, { classes: present, threshold: 1e-4, limit: 100_000 })) {
    for (const { label, score } of boxes) {
      const row = dense[present.indexOf(label)]!
      row[picture] = Math.max(row[picture]!, score)
    }
    picture++
  }
  const whole = meanAp(dense)
  console.log(`${present.length} names, ${all.length} pictures; all cells: mAP ${whole.toFixed(4)}`)
  const found = await regionsOf(regions, all, { limit: 300 })
  const taus = Array.from({ length: 60 }, (_, i) => (i + 1) / 100)
  for (const limit of [10, 30, 100, 300]) {
    const scores = pictureScores(found, names, limit)
    const onTraining = (tau: number) => macroF1(scores, tau, 0, training.length)
    const tau = taus.reduce((best, each) => (onTraining(each) > onTraining(best) ? each : best))
    const map = meanAp(scores)
    console.log(
      `K ${String(limit).padStart(3)}: mAP ${map.toFixed(4)} (${((100 * map) / whole - 100).toFixed(2)} %), tau ` +
        `${tau} from train2017: macro F1 ${macroF1(scores, tau, 0, all.length).toFixed(3)} of all, ` +
        `${macroF1(scores, tau, training.length, all.length).toFixed(3)} of val2017; at .2 ` +
        `${macroF1(scores, 0.2, 0, all.length).toFixed(3)} of all`,
    )
  }
}

async function objects(): Promise<void> {
  const paths = tests.map(({ path }) => path)
  const print = (what: string, found: readonly (readonly DetectedBox[])[]) => {
    const pictures = found.map((detections, i) => ({ truth: tests[i]!.boxes, detections }))
    const { summary } = evaluateDetections(pictures, { classFree: true })
    console.log(`proposals by ${what}: AR@10 ${summary['AR@10']!.toFixed(4)}, AR@100 ${summary['AR@100']!.toFixed(4)}`)
  }
  const recall = async (what: string, by: 'objectness' | 'direction') => {
    const found: DetectedBox[][] = []
    for await (const { regions: own } of regions.propose(paths, { by }))
      found.push(own.map(({ box, objectness }) => ({ box, label: 'object', score: objectness })))
    print(what, found)
  }
  const maxima: DetectedBox[][] = []
  for await (const { boxes } of regions.detect(paths, { classes: cocoNames, threshold: 1e-3, limit: 10_000 }))
    maxima.push(suppressOverlaps(boxes, { iou: 0.7, classFree: true, limit: 100 }))
  print('the maximum over the names', maxima)
  await recall("the detector's objectness", 'objectness')
  await recall('the mean of the names', 'direction')
  const direction = regions.weights['object.direction']!.data as Float32Array
  const first = direction.slice()
  const random = seededRandom(5)
  direction.set(first.map(() => random() - 0.5))
  await recall('a random direction', 'direction')
  direction.set(first)
  await train({
    ...(await objectDirection(
      regions,
      training.map(({ path }) => path),
    )),
    ...{ optimizer: adamW({ learningRate: 0.05, weightDecay: 0 }), batchSize: 16, steps: 400 },
  })
  await recall('one learned direction', 'direction')
}

async function likeness(): Promise<void> {
  const print = async (what: string, encoder: RegionEncoder, apart: readonly string[]) => {
    for (const [of, value] of Object.entries(await likenessAt10(encoder, all, apart)))
      console.log(`more like this, ${what}, ${of}: P@10 ${value.toFixed(3)}`)
  }
  await print('all classes taught', regions, [])
  await using without = await regionEncoder({ image: `${data}/models/yolox-nano`, text, leaveOut: unseenNames })
  await print('17 classes left out', without, unseenNames)
}

const parts: Readonly<Record<string, () => Promise<void>>> = { kept, objects, likeness }
for (const part of values.parts.split(',')) {
  if (!Object.hasOwn(parts, part)) throw new Error(`--parts has "${part}"; give ${Object.keys(parts).join(', ')}`)
  await parts[part]!()
}
