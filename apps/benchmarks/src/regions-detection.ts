/**
 * How far words reach over a closed detector: yolox-nano on 128 photographs of COCO val2017, its head distilled on 128
 * of train2017 without their labels:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/regions-detection.ts <data> <text encoder> [steps] [seed]
 *
 * <data> holds coco-256 and models/yolox-nano; <text encoder> is a folder such as all-MiniLM-L6-v2.
 */
import { textEncoder } from '@towerkit/text-encoder'
import { cocoNames, regionEncoder, type RegionEncoder, type RegionEncoderOptions } from '@towerkit/region-encoder'
import { averagePrecision, rowOf, type DetectionRow } from './regions/detection-row.ts'
import { distilledRegions } from './regions/distilled-regions.ts'
import { exactNames } from './regions/exact-names.ts'
import { coarseNames, heldOutSynonyms, taughtSynonyms, unseenNames } from './regions/names.ts'
import { photographs } from './regions/photographs.ts'

const [data, model, stepsText = '400', seedText = '0'] = process.argv.slice(2)
if (!data || !model) throw new Error('usage: regions-detection.ts <data> <text encoder> [steps] [seed]')
const steps = Number(stepsText)
const seed = Number(seedText)
const tests = await photographs(data, 'val2017')
const pictures = (await photographs(data, 'train2017')).map(({ path }) => path)
await using text = await textEncoder(model)

const ofThemselves = (names: readonly string[]) => rowOf(Object.fromEntries(names.map(name => [name, [name]])))
const maximumOf = (texts: Readonly<Record<string, readonly string[]>>): DetectionRow => ({
  ...rowOf(texts),
  classes: Object.entries(texts).map(([name, members]) => ({ name, texts: members })),
})
const synonyms = Object.fromEntries(Object.entries(heldOutSynonyms).map(([name, of]) => [name, [of]]))
const seen = cocoNames.filter(name => !unseenNames.includes(name))

async function print(what: string, regions: RegionEncoder, row: DetectionRow): Promise<number> {
  const { ap, ap50 } = await averagePrecision(regions, tests, row)
  console.log(`${what.padEnd(64)} AP ${ap.toFixed(4)}  AP50 ${ap50.toFixed(4)}`)
  return ap
}
const share = (what: string, part: number, whole: number, bar: number) =>
  console.log(`${part >= bar * whole ? 'met   ' : 'MISSED'} ${what}: ${((100 * part) / whole).toFixed(1)} %`)

await using own = await regionEncoder({ image: `${data}/models/yolox-nano`, text: exactNames(cocoNames), objectness: 'apart' })
const whole = await print('yolox-nano, its own class layer', own, ofThemselves(cocoNames))
const rightRows = await print('15 held-out synonyms, the right class row', own, maximumOf(synonyms))
const maxima = await print('10 coarse names, maximum over the members', own, maximumOf(coarseNames))
const rows = await print('17 unseen names, their class rows', own, ofThemselves(unseenNames))

async function study(objectness: 'apart' | 'joined', bar: number): Promise<void> {
  const options = { text, objectness, seed, steps, data: data!, pictures }
  const teach = { ...taughtSynonyms, ...coarseNames }
  for (const [name, encoder] of [
    ['untrained', { ...options, steps: 0 }],
    [`distilled, ${steps} steps`, { ...options, teach }],
  ] as const) {
    await using regions = await distilledRegions(encoder)
    const of = (what: string) => `${objectness}, ${name}: ${what}`
    const ap = await print(of('80 names'), regions, ofThemselves(cocoNames))
    const held = await print(of('15 held-out synonyms'), regions, rowOf(synonyms))
    const coarse = await print(of('10 coarse names'), regions, rowOf(coarseNames))
    if (name === 'untrained') continue
    share(`${objectness}: 80 names`, ap, whole, bar)
    share(`${objectness}: held-out synonyms`, held, rightRows, 0.9)
    share(`${objectness}: coarse names`, coarse, maxima, 0.75)
    await print(of('80 names, texts exchanged'), regions, exchanged(cocoNames))
  }
  await unseen(options)
}

async function unseen(options: Omit<RegionEncoderOptions, 'image'> & { readonly steps: number; readonly data: string; readonly pictures: readonly string[] }) {
  await using regions = await distilledRegions({ ...options, seed, leaveOut: unseenNames })
  const of = (what: string) => `${options.objectness}, 17 names in no text: ${what}`
  const alone = await print(of('they'), regions, ofThemselves(unseenNames))
  await print(of('the other 63'), regions, ofThemselves(seen))
  console.log(`${of('share of their class rows')} ${((100 * alone) / rows).toFixed(1)} %`)
}

/** Each class is asked for by the text of another. */
function exchanged(names: readonly string[]): DetectionRow {
  const other = (name: string) => names[(names.indexOf(name) + 37) % names.length]!
  return { classes: names, labelsOf: label => (names.includes(label) ? [other(label)] : []) }
}

await study('apart', 0.97)
await study('joined', 0.88)
