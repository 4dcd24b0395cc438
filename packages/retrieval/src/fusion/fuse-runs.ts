import { DataError, requireKnownOptions, type Hit } from '@towerkit/core'
import { fuseHits, type FusionOptions } from './fuse-hits.ts'

/**
 * What a system found for several queries: query id -> document id -> score. A `Run` of the package evaluation is one.
 */
export type ScoredQueries = ReadonlyMap<string, ReadonlyMap<string, number>>

/**
 * Fuses runs query by query, as `fuseHits` does the lists of one query. Equal scores of a run rank as trec_eval ranks
 * them: scores as 32-bit numbers, equal ones by document id, last first.
 *
 * @param runs At least one. A query that a run misses gets nothing from it.
 * @returns a run over the queries of all runs.
 * @throws {DataError} if there is no run, or a score is not finite.
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * const fused = fuseRuns([lexical, dense], { method: 'RRF', k: 60 })
 */
export function fuseRuns(
  runs: readonly ScoredQueries[],
  options: FusionOptions = {},
): Map<string, ReadonlyMap<string, number>> {
  requireKnownOptions('fuseRuns', options, {
    method: true,
    normalization: true,
    weights: true,
    k: true,
    persistence: true,
  })
  if (runs.length === 0) throw new DataError('fuseRuns: no runs. Give at least one.')
  const queries = new Set(runs.flatMap(run => [...run.keys()]))
  return new Map(
    [...queries].map(query => {
      const lists = runs.map(run => hitsOf(run.get(query) ?? nothing))
      return [query, new Map(fuseHits(lists, options).map(({ key, score }) => [key, score]))]
    }),
  )
}

const nothing: ReadonlyMap<string, number> = new Map()

function hitsOf(documents: ReadonlyMap<string, number>): Hit[] {
  return [...documents]
    .map(([key, score]) => ({ key, score }))
    .sort((a, b) => Math.fround(b.score) - Math.fround(a.score) || (a.key < b.key ? 1 : -1))
}
