import { rmSync } from 'node:fs'
import { trainRecommender } from '../recommend/train-recommender.ts'
import type { RecommendationService } from '../recommend/recommendation-service.ts'
import { quietProgress } from './quiet-progress.ts'
import { smallInteractions } from './small-interactions.ts'

/** A recommender of twenty films, hardly trained, for tests of what is around it. */
export async function smallRecommender(): Promise<RecommendationService> {
  const { folder, interactions, items } = smallInteractions()
  try {
    return await trainRecommender({ interactions, items, steps: 2, width: 8, progress: quietProgress })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
