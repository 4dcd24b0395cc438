/**
 * Pictures found by the objects in them, from stored regions: what keeping K of them loses, the threshold, and more
 * like a box, on 256 photographs of COCO:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/regions-retrieval.ts <data> <text encoder> [steps] [seed]
 *
 * The head is distilled as in regions-detection.ts; the threshold is found on the part of train2017.
 */
import { textEncoder } from '@towerkit/text-encoder'
import { cocoNames } from '@towerkit/region-encoder'
import { distilledRegions } from './regions/distilled-regions.ts'
import { likenessAt10 } from './regions/likeness-at-10.ts'
import { coarseNames, taughtSynonyms, unseenNames } from './regions/names.ts'
import { photographs } from './regions/photographs.ts'
import { averagePrecisionOf, f1Of, meanOf, pictureScores, regionsOf } from './regions/picture-scores.ts'

const [data, model, stepsText = '400', seedText = '0'] = process.argv.slice(2)
if (!data || !model) throw new Error('usage: regions-retrieval.ts <data> <text encoder> [steps] [seed]')
const train = await photographs(data, 'train2017')
const all = [...train, ...(await photographs(data, 'val2017'))]
await using text = await textEncoder(model)
const options = { data, text, seed: Number(seedText), pictures: train.map(({ path }) => path) }
const steps = Number(stepsText)
await using regions = await distilledRegions({ ...options, steps, teach: { ...taughtSynonyms, ...coarseNames } })

const present = cocoNames.filter(name => all.some(({ boxes }) => boxes.some(({ label }) => label === name)))
const relevant = present.map(name => all.map(({ boxes }) => boxes.some(({ label }) => label === name)))
const names = await regions.encodeText(present)
const meanAp = (scores: readonly Float64Array[]) =>
  meanOf(scores.map((each, i) => averagePrecisionOf(each, relevant[i]!)))
const macroF1 = (scores: readonly Float64Array[], tau: number, from = 0, to = all.length) =>
  meanOf(
    scores.flatMap((each, i) => {
      const part = relevant[i]!.slice(from, to)
      return part.includes(true) ? [f1Of(each.slice(from, to), part, tau)] : []
    }),
  )

const dense = meanAp(pictureScores(await regionsOf(regions, all, { limit: 3549, iou: 1 }), names))
console.log(`${present.length} names, ${all.length} pictures; all cells: mAP ${dense.toFixed(4)}`)
const kept = await regionsOf(regions, all, { limit: 300 })
const taus = Array.from({ length: 60 }, (_, i) => (i + 1) / 100)
for (const limit of [10, 30, 100, 300]) {
  const scores = pictureScores(kept, names, limit)
  const best = taus.reduce((a, b) =>
    macroF1(scores, b, 0, train.length) > macroF1(scores, a, 0, train.length) ? b : a,
  )
  const map = meanAp(scores)
  console.log(
    `K ${String(limit).padStart(3)}: mAP ${map.toFixed(4)} (${((100 * map) / dense - 100).toFixed(2)} %), ` +
      `tau ${best} ` +
      `from train2017: macro F1 ${macroF1(scores, best).toFixed(3)} of all, ` +
      `${macroF1(scores, best, train.length).toFixed(3)} of val2017; at .2 ${macroF1(scores, 0.2).toFixed(3)}`,
  )
}

for (const [what, leaveOut] of [
  ['all classes taught', []],
  ['17 classes left out', unseenNames],
] as const) {
  await using encoder = await distilledRegions({ ...options, steps: 0, leaveOut })
  for (const [of, value] of Object.entries(await likenessAt10(encoder, all, leaveOut)))
    console.log(`more like this, ${what}, ${of}: P@10 ${value.toFixed(3)}`)
}
