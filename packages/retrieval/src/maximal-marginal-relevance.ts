import { ArgumentError, requireKnownOptions, row, ShapeError, type Hit, type Vectors } from '@towerkit/core'

/** How relevance and difference are weighed. */
export interface MaximalMarginalRelevanceOptions {
  /** Hits to choose. At least 1. Default: all, in a new order. */
  readonly limit?: number
  /** Share of relevance: 1 keeps the order of scores, 0 looks at differences only. Default 0.5. */
  readonly lambda?: number
}

/**
 * Chooses hits that are relevant and unlike each other, one after the other. The next is the one with the highest
 *
 * lambda * score - (1 - lambda) * max over chosen hits c of cos(hit, c)
 *
 * so that scores should be cosines too, or lie in their range. The first is the one with the highest score.
 *
 * @param hits What a search found, in any order.
 * @param vectors Row `i` is the vector of `hits[i]`, as `VectorIndex.get` gives them.
 * @returns the chosen hits in the order of choice, with the scores they had; of equal ones the earlier first.
 * @throws {ShapeError} if there is not one vector for each hit.
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * const [hits] = await index.search(query, 50)
 * const varied = maximalMarginalRelevance(hits, vectorsOfHits, { limit: 10, lambda: 0.7 })
 *
 * @see Carbonell and Goldstein, The use of MMR, diversity-based reranking for reordering documents, SIGIR 1998
 */
export function maximalMarginalRelevance<Each extends Hit>(
  hits: readonly Each[],
  vectors: Vectors,
  options: MaximalMarginalRelevanceOptions = {},
): Each[] {
  const known = { limit: true, lambda: true } as const
  const { limit = Math.max(hits.length, 1), lambda = 0.5 } = requireKnownOptions<MaximalMarginalRelevanceOptions>(
    'maximalMarginalRelevance',
    options,
    known,
  )
  if (vectors.count !== hits.length)
    throw new ShapeError(
      `maximalMarginalRelevance: ${vectors.count} vectors for ${hits.length} hits. Give one vector for each hit.`,
      { vectors: vectors.count, hits: hits.length },
    )
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new ArgumentError(`maximalMarginalRelevance: limit is ${limit}. Give a whole number of at least 1.`, {
      limit,
    })
  if (!(lambda >= 0 && lambda <= 1))
    throw new ArgumentError(`maximalMarginalRelevance: lambda is ${lambda}. Give a number from 0 to 1.`, { lambda })

  const units = hits.map((_, i) => unit(row(vectors, i)))
  const waiting = new Set(hits.keys())
  const nearest = new Float64Array(hits.length).fill(-Infinity)
  const chosen: Each[] = []
  while (chosen.length < limit && waiting.size > 0) {
    const gain = (i: number) =>
      chosen.length === 0 ? hits[i]!.score : lambda * hits[i]!.score - (1 - lambda) * nearest[i]!
    const next = [...waiting].reduce((best, i) => (gain(i) > gain(best) ? i : best))
    waiting.delete(next)
    chosen.push(hits[next]!)
    for (const i of waiting) nearest[i] = Math.max(nearest[i]!, dot(units[i]!, units[next]!))
  }
  return chosen
}

function unit(vector: Float32Array): Float64Array {
  const values = Float64Array.from(vector)
  const length = Math.sqrt(dot(values, values)) || 1
  return values.map(value => value / length)
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}
