import type { Recommender } from '@towerkit/generate-rank'
import type { FirstStage } from './first-stage.ts'
import type { StudySplit } from './study-data.ts'
import { firstOf, type CatalogueResult } from './whole-catalogue.ts'

/**
 * Lets the ranker order the best of the first stage, for every user with targets. A target that the first stage did not
 * find stands at the end of the catalogue.
 *
 * @param options.candidates k1: how many the first stage hands on.
 * @param options.events The latest that the ranker reads.
 */
export async function rankedLists(
  { train, targets, items }: StudySplit,
  { scorer, items: vectors, userOf, historyOf }: FirstStage,
  { recommender, candidates }: { readonly recommender: Recommender; readonly candidates: number },
): Promise<CatalogueResult> {
  const { width, longEvents } = recommender.config
  const places: number[] = []
  const lists = new Map<number, number[]>()
  const scores = new Float32Array(items.length)
  for (const [user, own] of targets.entries()) {
    if (own.length === 0) continue
    await scorer(user, scores)
    for (const item of train[user]!) scores[item] = -Infinity
    // As many more as there are targets: the others of a user are left out while one is ranked.
    const found = firstOf(scores, candidates + own.length - 1)
    const data = new Float32Array(found.length * width)
    found.forEach((item, i) => data.set(vectors.data.subarray(item * width, (item + 1) * width), i * width))
    const { scores: ranked } = await recommender.rank({
      history: historyOf(user, longEvents),
      user: userOf(user),
      items: { data, count: found.length, dimensions: width },
      firstScores: Float32Array.from(found, item => scores[item]!),
    })
    const order = found.map((item, i) => ({ item, score: ranked[i]! }))
    lists.set(
      user,
      order
        .slice(0, candidates)
        .sort((a, b) => b.score - a.score)
        .slice(0, 10)
        .map(({ item }) => item),
    )
    const others = new Set(own)
    for (const target of own) {
      const offered = order.filter(({ item }) => item === target || !others.has(item)).slice(0, candidates)
      const score = offered.find(({ item }) => item === target)?.score
      const higher = offered.filter(each => each.score > score!).length
      const equal = offered.filter(each => each.score === score && each.item !== target).length
      places.push(score === undefined ? items.length : 1 + higher + equal / 2)
    }
  }
  return { places: Float64Array.from(places), lists }
}
