import type { Recommender } from '@towerkit/generate-rank'
import type { FirstStage } from './first-stage.ts'
import type { StudySplit } from './study-data.ts'
import { firstOf, type CatalogueResult } from './whole-catalogue.ts'

/**
 * Lets the ranker order the best of the first stage, for every case. A target that the first stage did not find stands
 * at the end of the catalogue.
 *
 * @param options.candidates k1: how many the first stage hands on.
 */
export async function rankedLists(
  { cases, items }: Pick<StudySplit, 'cases' | 'items'>,
  { scorer, items: vectors, userOf, eventsOf }: FirstStage,
  { recommender, candidates }: { readonly recommender: Recommender; readonly candidates: number },
): Promise<CatalogueResult> {
  const { width, longEvents } = recommender.config
  const places = new Float64Array(cases.length)
  const lists: number[][] = []
  const scores = new Float32Array(items.length)
  for (const [i, { history, target }] of cases.entries()) {
    await scorer(history, scores)
    for (const item of history) scores[item] = -Infinity
    const found = firstOf(scores, candidates)
    const data = new Float32Array(found.length * width)
    found.forEach((item, at) => data.set(vectors.data.subarray(item * width, (item + 1) * width), at * width))
    const { scores: ranked } = await recommender.rank({
      history: eventsOf(history, longEvents),
      user: userOf(history),
      items: { data, count: found.length, dimensions: width },
      firstScores: Float32Array.from(found, item => scores[item]!),
    })
    const order = found.map((item, at) => ({ item, score: ranked[at]! })).sort((a, b) => b.score - a.score)
    lists.push(order.slice(0, 10).map(({ item }) => item))
    const score = order.find(({ item }) => item === target)?.score
    const higher = order.filter(each => each.score > score!).length
    const equal = order.filter(each => each.score === score).length
    places[i] = score === undefined ? items.length : 1 + higher + (equal - 1) / 2
  }
  return { places, lists }
}
