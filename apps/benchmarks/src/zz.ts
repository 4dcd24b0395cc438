import { textEncoder } from '@towerkit/text-encoder'
import { distilledRegions } from './regions/distilled-regions.ts'
import { coarseNames, taughtSynonyms } from './regions/names.ts'
import { photographs } from './regions/photographs.ts'
const [model, objectness, rate, folder] = process.argv.slice(2)
const pictures = (await photographs('/work/shared/data', 'train2017')).map(({ path }) => path)
await using text = await textEncoder(model!)
await using regions = await distilledRegions({ data: '/work/shared/data', text, pictures, steps: 300, seed: 0, objectness: objectness as 'joined', learningRate: Number(rate), teach: { ...taughtSynonyms, ...coarseNames } })
await regions.save(folder!)
