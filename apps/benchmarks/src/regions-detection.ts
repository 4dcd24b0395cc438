/**
 * How far words reach over a closed detector: yolox-nano on 128 photographs of COCO val2017, its head distilled on 128
 * of train2017 without their labels:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/regions-detection.ts <data> <text encoder> [steps] [seed]
 *
 * <data> holds coco-256 and models/yolox-nano; <text encoder> is a folder such as all-MiniLM-L6-v2.
 */
import { textEncoder } from '@towerkit/text-encoder'
import { cocoNames, regionEncoder, type Objectness, type RegionEncoder } from '@towerkit/region-encoder'
import { maximumRow, measureRows, namesRow, rowOf, type DetectionRow } from './regions/detection-row.ts'
import { distilledRegions } from './regions/distilled-regions.ts'
import { exactNames } from './regions/exact-names.ts'
import { coarseNames, heldOutSynonyms, taughtSynonyms, unseenNames } from './regions/names.ts'
import { photographs } from './regions/photographs.ts'

const [data, model, stepsText = '300', seedText = '0'] = process.argv.slice(2)
if (!data || !model) throw new Error('usage: regions-detection.ts <data> <text encoder> [steps] [seed]')
const steps = Number(stepsText)
const seed = Number(seedText)
const tests = await photographs(data, 'val2017')
const pictures = (await photographs(data, 'train2017')).map(({ path }) => path)
await using text = await textEncoder(model)

const synonyms = Object.fromEntries(Object.entries(heldOutSynonyms).map(([name, of]) => [name, [of]]))
const seen = cocoNames.filter(name => !unseenNames.includes(name))
/** Each class is asked for by the text of another. */
const exchanged: DetectionRow = {
  ...namesRow('80 names, texts exchanged', cocoNames),
  labelsOf: label => [cocoNames[(cocoNames.indexOf(label) + 37) % cocoNames.length]!],
}

async function measured(title: string, regions: RegionEncoder, rows: readonly DetectionRow[]): Promise<number[]> {
  const results = await measureRows(regions, tests, rows)
  for (const { what, ap, ap50 } of results)
    console.log(`${`${title}: ${what}`.padEnd(64)} AP ${ap.toFixed(4)}  AP50 ${ap50.toFixed(4)}`)
  return results.map(({ ap }) => ap)
}

async function ownClasses() {
  const image = `${data}/models/yolox-nano`
  await using own = await regionEncoder({ image, text: exactNames(cocoNames), objectness: 'apart' })
  const [whole, rightRows, maxima, unseen] = await measured('its own class layer', own, [
    namesRow('80 names', cocoNames),
    maximumRow('15 held-out synonyms, the right class', synonyms),
    maximumRow('10 coarse names, the maximum of the members', coarseNames),
    namesRow('17 unseen names, their class rows', unseenNames),
  ])
  return { whole: whole!, rightRows: rightRows!, maxima: maxima!, unseen: unseen! }
}

async function study(objectness: Objectness, bar: number, own: Awaited<ReturnType<typeof ownClasses>>) {
  const options = { text, objectness, seed, data: data!, pictures }
  const rows = [
    namesRow('80 names', cocoNames),
    rowOf('15 held-out synonyms', synonyms),
    rowOf('10 coarse names', coarseNames),
    exchanged,
  ]
  {
    await using untrained = await distilledRegions({ ...options, steps: 0 })
    await measured(`${objectness}, untrained`, untrained, rows)
  }
  {
    const teach = { ...taughtSynonyms, ...coarseNames }
    await using regions = await distilledRegions({ ...options, steps, teach })
    const [names, held, coarse] = await measured(`${objectness}, ${steps} steps`, regions, rows)
    const share = (what: string, part: number, of: number, least: number) =>
      console.log(
        `${part >= least * of ? 'met   ' : 'MISSED'} ${objectness}, ${what}: ${((100 * part) / of).toFixed(1)} %`,
      )
    share('80 names', names!, own.whole, bar)
    share('held-out synonyms', held!, own.rightRows, 0.9)
    share('coarse names', coarse!, own.maxima, 0.75)
  }
  await using without = await distilledRegions({ ...options, steps, leaveOut: unseenNames })
  await measured(`${objectness}, 17 in no text`, without, [
    namesRow('they', unseenNames),
    namesRow('the other 63', seen),
  ])
}

const own = await ownClasses()
await study('apart', 0.97, own)
await study('joined', 0.88, own)
