import type { Hit } from '@towerkit/core'
import { splitByHash } from '@towerkit/datasets'
import { evaluate, qrelsFrom, runFromHits } from '@towerkit/evaluation'
import { fuseHits } from '@towerkit/retrieval'
import type { TestQuery } from '../prepare/prepared-data.ts'
import type { SearchMode } from '../search-service.ts'
import type { SearchChoice } from '../towers/search-choice.ts'
import { fewestQueries } from './caution.ts'

/** Fewer queries than this choose nothing: what is best on them is chance. */
const fewestDevelopment = 10

/** Weights of vectors beside words of weight 1 that are tried. */
const vectorWeights = [0.25, 0.5, 1, 2, 4]

/** A way to answer. */
interface Way {
  readonly mode: SearchMode
  readonly weights?: readonly [words: number, vectors: number]
}

/** The simplest first: of equally good ones it is chosen. */
const ways: readonly Way[] = [
  { mode: 'lexical' },
  { mode: 'dense' },
  ...vectorWeights.map((weight): Way => ({ mode: 'hybrid', weights: [1, weight] })),
]

/** What was found for each query, best first. */
export interface FoundHits {
  readonly words: readonly (readonly Hit[])[]
  readonly vectors: readonly (readonly Hit[])[]
}

/**
 * Chooses what answers: words, vectors, or both with weights, by nDCG@10 on one half of the held-out queries, the
 * development part. What was chosen is told with its nDCG@10 on the other half, by which nothing was chosen.
 *
 * @param tower Name of the query tower, for the reason.
 * @returns undefined of too few queries.
 */
export function chooseSearch(queries: readonly TestQuery[], found: FoundHits, tower: string): SearchChoice | undefined {
  const places = queries.map((_, place) => place)
  const { development, others } = splitByHash(places, {
    key: place => queries[place]!.id,
    shares: { development: 0.5, others: 0.5 },
  })
  if (development.length < fewestDevelopment) return undefined
  const scored = ways.map(way => ({ way, value: quality(queries, found, development, way) }))
  const best = scored.reduce((a, b) => (b.value > a.value ? b : a))
  const valueOf = (mode: SearchMode) =>
    Math.max(...scored.filter(({ way }) => way.mode === mode).map(({ value }) => value)).toFixed(3)
  const against = { lexical: valueOf('lexical'), dense: valueOf('dense'), hybrid: valueOf('hybrid') }
  const sentence = {
    lexical:
      `Words alone (BM25) answer best here: nDCG@10 ${against.lexical}, against ${against.hybrid} with the ` +
      'vectors of ' +
      `the ${tower} fused in and ${against.dense} by them alone`,
    dense:
      `The vectors of the ${tower} answer best here: nDCG@10 ${against.dense}, against ${against.hybrid} with words ` +
      `fused in and ${against.lexical} by words alone`,
    hybrid:
      `Words and the vectors of the ${tower} together answer best here, with weights ` +
      `${best.way.weights?.join(' and ')}` +
      `: nDCG@10 ${against.hybrid}, against ${against.lexical} by words alone and ${against.dense} by vectors alone`,
  }[best.way.mode]
  const check =
    others.length < fewestQueries
      ? ''
      : ` On the ${others.length} others it has ${quality(queries, found, others, best.way).toFixed(3)}.`
  return {
    ...best.way,
    reason:
      `${sentence}, on ${development.length} development queries. Searches use this unless --mode says ` +
      `otherwise.${check}`,
  }
}

/** Mean nDCG@10 of some of the queries. */
function quality(
  queries: readonly TestQuery[],
  { words, vectors }: FoundHits,
  places: readonly number[],
  { mode, weights }: Way,
): number {
  const hits = places.map(place => {
    const lexical = words[place]!
    const dense = vectors[place]!
    if (mode !== 'hybrid') return mode === 'dense' ? dense : lexical
    return fuseHits([lexical, dense], weights && { weights })
  })
  const qrels = places.flatMap(place =>
    Object.entries(queries[place]!.relevant).map(([document, relevance]) => ({
      query: queries[place]!.id,
      document,
      relevance,
    })),
  )
  const run = runFromHits(
    places.map(place => queries[place]!.id),
    hits,
  )
  return evaluate({ qrels: qrelsFrom(qrels), run, measures: ['nDCG@10'] }).mean['nDCG@10']
}
