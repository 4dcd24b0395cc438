import { seededRandom } from '@towerkit/core'
import type { StudySplit } from '../recommenders/study-data.ts'
import type { HistoryScorer } from '../recommenders/whole-catalogue.ts'

/** Places of the targets among some drawn items that the user did not have. */
export async function sampledPlaces(
  { cases, items, histories }: StudySplit,
  scorer: HistoryScorer,
  drawn: number,
): Promise<number[]> {
  const random = seededRandom(1)
  const places: number[] = []
  const scores = new Float32Array(items.length)
  for (const { user, history, target } of cases) {
    scores.fill(0)
    await scorer(history, scores)
    const had = new Set(histories[user])
    let higher = 0
    let equal = 0
    for (let i = 0; i < drawn; i++) {
      let other = Math.floor(random() * items.length)
      while (had.has(other)) other = Math.floor(random() * items.length)
      if (scores[other]! > scores[target]!) higher++
      else if (scores[other] === scores[target]) equal++
    }
    places.push(1 + higher + equal / 2)
  }
  return places
}
