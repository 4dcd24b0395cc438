import { ArgumentError, DataError, requireInputs, requireKnownOptions, type Hit } from '@towerkit/core'
import { fusionMethods, type FusionMethod } from './fusion-method.ts'
import { normalizeScores, type ScoreNormalization } from './normalize-scores.ts'

/** How rankings are fused. */
export interface FusionOptions {
  /**
   * By ranks: RRF, ISR, logISR, RBC, Borda. By scores: CombSUM, CombMNZ, CombANZ, CombMAX, CombMIN, CombMED. Default
   * 'RRF'.
   */
  readonly method?: keyof typeof fusionMethods
  /** How scores of different systems become comparable; only methods by scores look at it. Default 'min-max'. */
  readonly normalization?: ScoreNormalization
  /** Of each system, what its points are multiplied by. Numbers of at least 0, one a system. Default: 1 each. */
  readonly weights?: readonly number[]
  /** RRF: the higher, the less the first ranks stand out. At least 0, default 60. */
  readonly k?: number
  /** RBC: how likely a reader continues to the next rank. Between 0 and 1, default 0.8. */
  readonly persistence?: number
}

/**
 * Fuses what several systems found for one query, such as BM25 and a vector index, into one ranking. Each system gives
 * its documents points, and a document's points are combined. With `weights`, CombSUM is the linear combination of
 * scores.
 *
 * @param lists One list a system, in any order: the score ranks, and of equal scores the one that comes first.
 * @returns all documents, best first; equal ones in the order in which they first came.
 * @throws {ArgumentError} if an option is out of range.
 * @throws {DataError} if a key comes twice in a list, or a score is NaN.
 *
 * @example
 * const hits = fuseHits([lexical.search(query, 100), dense[0]]).slice(0, 10)
 * const linear = fuseHits([lexicalHits, denseHits], { method: 'CombSUM', weights: [0.3, 0.7] })
 *
 * @see Cormack, Clarke and Büttcher, Reciprocal rank fusion outperforms Condorcet and individual rank learning methods,
 *   SIGIR 2009
 */
export function fuseHits(lists: readonly (readonly Hit[])[], options: FusionOptions = {}): Hit[] {
  const {
    method = 'RRF',
    normalization = 'min-max',
    weights,
    k = 60,
    persistence = 0.8,
  } = requireKnownOptions<FusionOptions>('fuseHits', options, knownOptions)
  requireInputs('fuseHits', lists, 'lists')
  for (const list of lists) requireInputs('fuseHits', list, 'hits of a list')
  validateOptions(lists.length, { method, normalization, weights, k, persistence })
  const { points, absentPoints, combine }: FusionMethod = fusionMethods[method]
  const found = new Map<string, number[]>()
  for (const list of lists) for (const { key } of list) found.set(key, [])
  for (const [system, list] of lists.entries()) {
    const hits = checked(list)
    const weight = weights?.[system] ?? 1
    const given = new Map(
      points(hits, { normalization, k, persistence, documents: found.size }).map((value, i) => [hits[i]!.key, value]),
    )
    if (given.size !== hits.length) throw keyTwice(hits)
    const absent = absentPoints?.(hits.length, found.size)
    for (const [key, values] of found) {
      const value = given.get(key) ?? absent
      if (value !== undefined) values.push(weight * value)
    }
  }
  return [...found].map(([key, values]) => ({ key, score: combine(values) })).sort((a, b) => b.score - a.score)
}

const knownOptions = { method: true, normalization: true, weights: true, k: true, persistence: true } as const

function checked(list: readonly Hit[]): Hit[] {
  const invalid = list.find(({ score }) => !Number.isFinite(score))
  if (invalid !== undefined)
    throw new DataError(`fuseHits: "${invalid.key}" has the score ${invalid.score}. Give finite numbers.`, {
      key: invalid.key,
      score: invalid.score,
    })
  return [...list].sort((a, b) => b.score - a.score)
}

function keyTwice(hits: readonly Hit[]): DataError {
  const keys = hits.map(({ key }) => key)
  const twice = keys.find((key, i) => keys.indexOf(key) !== i)
  return new DataError(`fuseHits: "${twice}" comes twice in a list. Keep one of them.`, { key: twice })
}

type FilledOptions = Required<Omit<FusionOptions, 'weights'>> & { readonly weights: readonly number[] | undefined }

function validateOptions(systems: number, { method, normalization, weights, k, persistence }: FilledOptions): void {
  if (!Object.hasOwn(fusionMethods, method))
    throw new ArgumentError(`fuseHits: method is "${method}". Give ${Object.keys(fusionMethods).join(', ')}.`, {
      method,
    })
  if (normalizeScores([], normalization) === undefined)
    throw new ArgumentError(
      `fuseHits: normalization is "${normalization}". Give none, min-max, max, sum, z-score or rank.`,
      { normalization },
    )
  if (
    weights !== undefined &&
    (weights.length !== systems || !weights.every(weight => weight >= 0 && weight < Infinity))
  ) {
    throw new ArgumentError(
      `fuseHits: weights are [${weights}] for ${systems} systems. Give one number of at least 0 for each.`,
      { weights, systems },
    )
  }
  if (!(k >= 0 && k < Infinity))
    throw new ArgumentError(`fuseHits: k is ${k}. Give a finite number of at least 0.`, { k })
  if (!(persistence > 0 && persistence < 1))
    throw new ArgumentError(`fuseHits: persistence is ${persistence}. Give a number between 0 and 1.`, { persistence })
}
