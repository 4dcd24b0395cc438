/**
 * How far words reach over a closed detector: yolox-nano on 128 photographs of COCO val2017, its head distilled on
 * those of train2017 without their labels:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/regions-detection.ts <data> <text encoder>
 *     [--steps 300] [--seed 0] [--objectness joined] [--parts own,untrained,distilled,unseen] [--save <folder>]
 *
 * <data> holds coco-256 and models/yolox-nano; <text encoder> is a folder such as all-MiniLM-L6-v2. The distilled
 * encoder is saved to <folder>, or opened from it if it is there. Shares are of the rows of `own`.
 */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { textEncoder } from '@towerkit/text-encoder'
import { cocoNames, regionEncoder, type Objectness, type RegionEncoder } from '@towerkit/region-encoder'
import { maximumRow, measureRows, namesRow, rowOf, type DetectionRow } from './regions/detection-row.ts'
import { distilledRegions } from './regions/distilled-regions.ts'
import { exactNames } from './regions/exact-names.ts'
import { coarseNames, heldOutSynonyms, taughtSynonyms, unseenNames } from './regions/names.ts'
import { photographs } from './regions/photographs.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string', default: '300' },
    seed: { type: 'string', default: '0' },
    objectness: { type: 'string', default: 'joined' },
    parts: { type: 'string', default: 'own,untrained,distilled,unseen' },
    save: { type: 'string' },
  },
})
const [data, model] = positionals
if (!data || !model) throw new Error('usage: regions-detection.ts <data> <text encoder> [options]')
const steps = Number(values.steps)
const objectness = values.objectness as Objectness
const tests = await photographs(data, 'val2017')
const pictures = (await photographs(data, 'train2017')).map(({ path }) => path)
await using text = await textEncoder(model)
const options = { text, objectness, seed: Number(values.seed), data, pictures }

const synonyms = Object.fromEntries(Object.entries(heldOutSynonyms).map(([name, of]) => [name, [of]]))
const seen = cocoNames.filter(name => !unseenNames.includes(name))
/** Each class is asked for by the text of another. */
const exchanged: DetectionRow = {
  ...namesRow('80 names, texts exchanged', cocoNames),
  labelsOf: label => [cocoNames[(cocoNames.indexOf(label) + 37) % cocoNames.length]!],
}
const rows = [
  namesRow('80 names', cocoNames),
  rowOf('15 held-out synonyms', synonyms),
  rowOf('10 coarse names', coarseNames),
  exchanged,
]

async function measured(title: string, regions: RegionEncoder, of: readonly DetectionRow[]): Promise<number[]> {
  const results = await measureRows(regions, tests, of)
  for (const { what, ap, ap50 } of results)
    console.log(`${`${title}: ${what}`.padEnd(64)} AP ${ap.toFixed(4)}  AP50 ${ap50.toFixed(4)}`)
  return results.map(({ ap }) => ap)
}

/** Of the detector's own class layer: AP of the 80 names, of the right classes of synonyms, of maxima of members. */
let own: number[] = []
const parts: Readonly<Record<string, () => Promise<void>>> = {
  async own() {
    const image = `${data}/models/yolox-nano`
    await using regions = await regionEncoder({ image, text: exactNames(cocoNames), objectness: 'apart' })
    own = await measured('its own class layer', regions, [
      namesRow('80 names', cocoNames),
      maximumRow('15 held-out synonyms, the right class', synonyms),
      maximumRow('10 coarse names, the maximum of the members', coarseNames),
      namesRow('17 unseen names, their class rows', unseenNames),
    ])
  },
  async untrained() {
    await using regions = await distilledRegions({ ...options, steps: 0 })
    await measured(`${objectness}, untrained`, regions, rows)
  },
  async distilled() {
    const { save } = values
    const isSaved = save !== undefined && existsSync(save)
    await using regions = isSaved
      ? await regionEncoder({ image: save, text })
      : await distilledRegions({ ...options, steps, teach: { ...taughtSynonyms, ...coarseNames } })
    if (save !== undefined && !isSaved) await regions.save(save)
    const found = await measured(`${objectness}, ${steps} steps`, regions, rows)
    const bars = [objectness === 'apart' ? 0.97 : 0.88, 0.9, 0.75]
    own.slice(0, 3).forEach((whole, i) => {
      const share = found[i]! / whole
      const what = `${rows[i]!.what}: ${(100 * share).toFixed(1)} % of its own class layer, bar ${100 * bars[i]!} %`
      console.log(`${share >= bars[i]! ? 'met   ' : 'MISSED'} ${objectness}, ${what}`)
    })
  },
  async unseen() {
    // The names of classes are not trained, and no others are taught here.
    await using regions = await distilledRegions({ ...options, steps: 0, leaveOut: unseenNames })
    const title = `${objectness}, 17 in no text`
    await measured(title, regions, [namesRow('they', unseenNames), namesRow('the other 63', seen)])
  },
}
for (const part of values.parts.split(',')) {
  if (!Object.hasOwn(parts, part)) throw new Error(`--parts has "${part}"; give ${Object.keys(parts).join(', ')}`)
  await parts[part]!()
}
