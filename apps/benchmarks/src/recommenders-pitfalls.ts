import { parseArgs } from 'node:util'
import { bootstrapOverSeeds } from '@towerkit/evaluation'
import { itemNeighbours } from './recommenders/item-neighbours.ts'
import { popularity } from './recommenders/popularity.ts'
import { holdOut, movieLensData, type StudySplit } from './recommenders/study-data.ts'
import { gains, hitRates, unitsOf, wholeCatalogue, type HistoryScorer } from './recommenders/whole-catalogue.ts'
import { fileOrder } from './recommenders-pitfalls/file-order.ts'
import { sampledPlaces } from './recommenders-pitfalls/sampled-places.ts'
import { tiedPlaces } from './recommenders-pitfalls/tied-places.ts'
import { intervalText } from './study/interval-text.ts'

/**
 * What the mistakes of recommender evaluation do to numbers, on ml-latest-small: the tables of
 * docs/evaluating-a-recommender.md.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/recommenders-pitfalls.ts --movielens FOLDER
 */
const { values } = parseArgs({ options: { movielens: { type: 'string' } } })
if (values.movielens === undefined) throw new Error('give --movielens FOLDER')
const data = await movieLensData(values.movielens)
const last = holdOut(data, { count: 1 })
const lastFive = holdOut(data, { count: 5 })
const systems = { popularity, 'item neighbours': (split: StudySplit) => itemNeighbours(split) }

function mean(numbers: ArrayLike<number>): number {
  return Array.from(numbers).reduce((sum, number) => sum + number, 0) / numbers.length
}
const row = (name: string, ...cells: readonly (string | number)[]) =>
  console.log(`| ${[name, ...cells.map(cell => (typeof cell === 'number' ? cell.toFixed(4) : cell))].join(' | ')} |`)
async function measured(split: StudySplit, scorer: HistoryScorer): Promise<[number, number]> {
  const { places } = await wholeCatalogue(split, scorer)
  return [mean(hitRates(places, 10)), mean(gains(places, 10))]
}

console.log('\nHow much one target a user tells: HR@10 with its interval')
const placesOf = async (split: StudySplit) => ({
  units: unitsOf(split),
  popular: hitRates((await wholeCatalogue(split, popularity(split))).places, 10),
  near: hitRates((await wholeCatalogue(split, itemNeighbours(split))).places, 10),
})
for (const [name, split] of [
  ['last event', last],
  ['last five', lastFive],
] as const) {
  const { units, popular, near } = await placesOf(split)
  row(
    `${name}, ${popular.length} targets`,
    intervalText(bootstrapOverSeeds([popular], { units })),
    intervalText(bootstrapOverSeeds([near], { units })),
    intervalText(bootstrapOverSeeds([near], { against: [popular], units })),
  )
}

console.log(
  '\nEqual times in the order of the file, or by a hash: HR@10 and nDCG@10, of three hashes the lowest and highest',
)
const inFileOrder = await fileOrder(values.movielens, data)
const hashed = await Promise.all([0, 1, 2].map(seed => movieLensData(values.movielens!, { seed })))
for (const [name, make] of Object.entries(systems))
  for (const count of [1, 5]) {
    const of = async (own: typeof data) => {
      const split = holdOut(own, { count })
      return measured(split, make(split))
    }
    const found = await Promise.all(hashed.map(of))
    const ends = [0, 1].map(measure => {
      const sorted = found.map(each => each[measure]!).sort((x, y) => x - y)
      return `${sorted[0]!.toFixed(4)} to ${sorted.at(-1)!.toFixed(4)}`
    })
    row(`${name}, last ${count}, by a hash`, ...ends)
    row(`${name}, last ${count}, in the order of the file`, ...(await of(inFileOrder)))
  }

console.log('\nEqual scores: popularity, last five, HR@10')
const shares = await tiedPlaces(lastFive, popularity(lastFive))
for (const [name, places] of Object.entries(shares)) row(name, mean(hitRates(places, 10)))

console.log('\nA sample of 100 instead of the catalogue, last five: HR@10')
for (const [name, make] of Object.entries(systems)) {
  const scorer = make(lastFive)
  row(name, (await measured(lastFive, scorer))[0], mean(hitRates(await sampledPlaces(lastFive, scorer, 99), 10)))
}

console.log('\nWhat the user had is offered again, last five: HR@10')
for (const [name, make] of Object.entries(systems)) {
  const scorer = make(lastFive)
  // The scorer still reads the history; nothing is taken out.
  const offered = { ...lastFive, cases: lastFive.cases.map(each => ({ ...each, history: Int32Array.of() })) }
  const histories = lastFive.cases.map(({ history }) => history)
  let next = 0
  const again: HistoryScorer = (_, scores) => scorer(histories[next++]!, scores)
  row(name, (await measured(lastFive, scorer))[0], (await measured(offered, again))[0])
}

console.log('\nTest events in the counts, last five: HR@10')
const whole = { ...lastFive, train: data.histories }
for (const [name, make] of Object.entries(systems))
  row(name, (await measured(lastFive, make(lastFive)))[0], (await measured(lastFive, make(whole)))[0])

console.log('\nThe data')
const times = data.times!
const steps = times.flatMap(own => [...own.subarray(1)].map((time, i) => [own[i]!, time] as const))
const apart = steps.filter(([before, after]) => after > before)
const lost = apart.filter(([before, after]) => Math.fround(before) === Math.fround(after))
row('neighbouring events at different times that float32 makes equal', lost.length / apart.length)
row('neighbouring events at the same time', 1 - apart.length / steps.length)
row('users whose events are all within a day', mean(times.map(own => Number(own.at(-1)! - own[0]! <= 86_400))))
const counts = new Float64Array(data.items.length)
for (const history of data.histories) for (const item of history) counts[item]!++
row('films with one event', mean(counts.map(count => Number(count === 1))))
const only = last.cases.map(({ target }) => Number(counts[target] === 1))
row('last events that are films nobody else had', mean(only))
