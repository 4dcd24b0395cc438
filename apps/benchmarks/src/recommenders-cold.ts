import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seededRandom, type Vectors } from '@towerkit/core'
import { bootstrapOverSeeds } from '@towerkit/evaluation'
import type { Recommender } from '@towerkit/generate-rank'
import { coldItems, newUsers, type ColdSplit } from './recommenders/cold-splits.ts'
import { firstStage } from './recommenders/first-stage.ts'
import { itemNeighbours } from './recommenders/item-neighbours.ts'
import { movieLensData } from './recommenders/study-data.ts'
import { changedRow, studyRows, studySettings, type RowChange } from './recommenders/study-rows.ts'
import { trainRow } from './recommenders/train-row.ts'
import { gains, hitRates, unitsOf, wholeCatalogue, type HistoryScorer } from './recommenders/whole-catalogue.ts'
import { intervalText } from './study/interval-text.ts'
import { studyResults } from './study/study-results.ts'

/**
 * Films and users that training never saw. A tenth of the films, by a hash, is taken out of training and put back with
 * title and genres only: HR@200 of the test events that are such films, beside random vectors in their place; and what
 * they cost the other films. Then users who came after one moment, of whom training knows nothing, beside item
 * neighbours.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/recommenders-cold.ts --movielens FOLDER [--seeds 1,2,3]
 *
 * Goes on where it was stopped.
 */
const { values } = parseArgs({
  options: {
    movielens: { type: 'string' },
    folder: { type: 'string', default: '.towerkit/recommenders-cold' },
    row: { type: 'string', default: 'auxiliary' },
    seeds: { type: 'string', default: '1,2,3' },
    change: { type: 'string', default: '{"training": {"rowDropout": 0.2}}' },
    threads: { type: 'string', default: '1' },
  },
})
if (values.movielens === undefined) throw new Error('give --movielens FOLDER')
interface ColdResult {
  readonly part: 'films' | 'users'
  readonly system: string
  readonly seed: number
  readonly places: readonly number[]
}
const threads = Number(values.threads)
const data = await movieLensData(values.movielens)
const results = studyResults<ColdResult>(join(values.folder, 'results.jsonl'))
const splits = { films: coldItems(data, 5), users: newUsers(data, { share: 0.8, count: 5 }) }
const seeds = values.seeds.split(',').map(Number)
const row = changedRow(changedRow(studySettings.films, studyRows[values.row]!), JSON.parse(values.change) as RowChange)

for (const seed of seeds)
  for (const part of ['films', 'users'] as const) {
    if (results.find({ part, system: 'described', seed })) continue
    const { recommender } = await trainRow(row, splits[part].training, {
      seed,
      threads,
      folder: join(values.folder, `${part}-${seed}`),
      onProgress: text => console.log(`${part}, seed ${seed}: ${text}`),
    })
    const items = await describedItems(recommender, splits[part])
    const { test, isCold, training } = splits[part]
    const measure = async (system: string, scorer: HistoryScorer) => {
      const { places } = await wholeCatalogue(test, scorer)
      results.add({ part, system, seed, places: [...places] })
    }
    const described = await firstStage(recommender, test, { threads, items })
    if (part === 'films') {
      const random = await firstStage(recommender, test, { threads, items: randomCold(items, isCold, seed) })
      await measure('random', random.scorer)
      await random.close()
      await measure('absent', async (history, scores) => {
        await described.scorer(history, scores)
        for (let item = 0; item < scores.length; item++) if (isCold[item]) scores[item] = -Infinity
      })
    } else await measure('item neighbours', itemNeighbours(training))
    await measure('described', described.scorer)
    await described.close()
    await recommender.close()
  }

const cold = splits.films.test.cases.map(({ target }) => splits.films.isCold[target]!)
show('HR@200 of cold films', 'films', { of: places => hitRates(places, 200), only: cold, against: ['random'] })
show('HR@10 of warm films', 'films', {
  of: places => hitRates(places, 10),
  only: cold.map(is => !is),
  against: ['absent'],
})
for (const [name, of] of [
  ['HR@10', hitRates],
  ['nDCG@10', gains],
] as const)
  show(`${name} of new users`, 'users', { of: places => of(places, 10), against: ['item neighbours'] })

/** Vectors of all items: those that are cold by their descriptions only. */
function describedItems(recommender: Recommender, { test, isCold }: ColdSplit): Promise<Vectors> {
  return recommender.items(
    test.items.map((_, row) => ({ ...(!isCold[row] && { row }), categories: test.categories?.[row] })),
  )
}

/** Each number of a cold item from another warm one: the same spread, and no sense. */
function randomCold({ data: all, count, dimensions }: Vectors, isCold: readonly boolean[], seed: number): Vectors {
  const vectors = all.slice()
  const random = seededRandom(seed)
  const warm = Array.from({ length: count }, (_, item) => item).filter(item => !isCold[item])
  const other = () => warm[Math.floor(random() * warm.length)]!
  for (let item = 0; item < count; item++)
    for (let d = 0; isCold[item] && d < dimensions; d++) vectors[item * dimensions + d] = all[other() * dimensions + d]!
  return { data: vectors, count, dimensions }
}

function show(
  title: string,
  part: ColdResult['part'],
  {
    of,
    only,
    against,
  }: { of: (places: readonly number[]) => Float64Array; only?: readonly boolean[]; against: readonly string[] },
) {
  const units = unitsOf(splits[part].test).filter((_, i) => only?.[i] ?? true)
  const runs = (system: string) =>
    (results.ofSeeds({ part, system }, seeds) ?? []).map(({ places }) => of(places).filter((_, i) => only?.[i] ?? true))
  const own = runs('described')
  console.log(`${title}: ${intervalText(bootstrapOverSeeds(own, { units }))}, ${units.length} targets`)
  for (const system of against) {
    const other = runs(system)
    console.log(`  ${system}: ${intervalText(bootstrapOverSeeds(other, { units }))}`)
    console.log(`  difference: ${intervalText(bootstrapOverSeeds(own, { against: other, units }))}`)
  }
}
