import type { Vectors } from '@towerkit/core'
import type { BoxedPicture } from '@towerkit/datasets'
import type { Region, RegionEncoder } from '@towerkit/region-encoder'

/** The regions of each picture, best first. */
export async function regionsOf(
  regions: RegionEncoder,
  pictures: readonly BoxedPicture[],
  options: { readonly limit: number; readonly iou?: number },
): Promise<(readonly Region[])[]> {
  const found: (readonly Region[])[] = []
  const paths = pictures.map(({ path }) => path)
  for await (const { regions: own } of regions.propose(paths, options)) found.push(own)
  return found
}

/** For each name the score of each picture: that of its best region among the first `limit`. */
export function pictureScores(
  regions: readonly (readonly Pick<Region, 'vector'>[])[],
  { data, count, dimensions }: Vectors,
  limit = Infinity,
): Float64Array[] {
  return Array.from({ length: count }, (_, name) =>
    Float64Array.from(regions, own => {
      let best = -Infinity
      for (const { vector } of own.slice(0, limit)) {
        let odds = 0
        for (let d = 0; d < dimensions; d++) odds += vector[d]! * data[name * dimensions + d]!
        best = Math.max(best, odds)
      }
      return 1 / (1 + Math.exp(-best))
    }),
  )
}

/** Average precision of pictures ranked by score; ties in their order. */
export function averagePrecisionOf(scores: Float64Array, isRelevant: readonly boolean[]): number {
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!)
  let right = 0
  let sum = 0
  order.forEach((picture, i) => {
    if (isRelevant[picture]) sum += ++right / (i + 1)
  })
  return sum / right
}

/** F1 of the pictures with at least a score. */
export function f1Of(scores: Float64Array, isRelevant: readonly boolean[], tau: number): number {
  let right = 0
  let wrong = 0
  let missed = 0
  isRelevant.forEach((is, i) => {
    if (scores[i]! >= tau) is ? right++ : wrong++
    else if (is) missed++
  })
  return right === 0 ? 0 : (2 * right) / (2 * right + wrong + missed)
}

/** Mean of numbers. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
