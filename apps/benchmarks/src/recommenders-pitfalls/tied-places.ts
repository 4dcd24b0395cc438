import type { StudySplit } from '../recommenders/study-data.ts'
import { wholeCatalogue, type UserScorer } from '../recommenders/whole-catalogue.ts'

/** Places of the targets if equal scores count for, half, or against them. */
export async function tiedPlaces(split: StudySplit, scorer: UserScorer) {
  const { places: half } = await wholeCatalogue(split, scorer)
  const nudged = (by: number) => async (user: number, scores: Float32Array) => {
    await scorer(user, scores)
    for (const item of split.targets[user]!) scores[item]! += by
  }
  const { places: best } = await wholeCatalogue(split, nudged(0.5))
  const { places: worst } = await wholeCatalogue(split, nudged(-0.5))
  return { 'for the target': best, half, 'against it': worst }
}
