import type { StudySplit } from '../recommenders/study-data.ts'
import { wholeCatalogue, type HistoryScorer } from '../recommenders/whole-catalogue.ts'

/** Places of the targets if equal scores count for, half, or against them. */
export async function tiedPlaces(split: StudySplit, scorer: HistoryScorer) {
  const { places: half } = await wholeCatalogue(split, scorer)
  const nudged = (by: number): HistoryScorer => {
    let next = 0
    return async (history, scores) => {
      await scorer(history, scores)
      scores[split.cases[next++]!.target]! += by
    }
  }
  const { places: best } = await wholeCatalogue(split, nudged(0.5))
  const { places: worst } = await wholeCatalogue(split, nudged(-0.5))
  return { 'for the target': best, half, 'against it': worst }
}
