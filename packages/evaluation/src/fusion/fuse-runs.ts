import { DataError } from '@towerkit/core'
import { rankedDocuments } from '../ranked-documents.ts'
import type { Run } from '../run.ts'
import { fuseHits, type FusionOptions } from './fuse-hits.ts'

/**
 * Fuses runs query by query, as `fuseHits` does the lists of one query. Equal scores of a run rank as trec_eval ranks
 * them.
 *
 * @param runs At least one. A query that a run misses gets nothing from it.
 * @returns a run over the queries of all runs.
 * @throws {DataError} if there is no run, or a score is not finite.
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * const fused = fuseRuns([lexical, dense], { method: 'RRF', k: 60 })
 */
export function fuseRuns(runs: readonly Run[], options: FusionOptions = {}): Run {
  if (runs.length === 0) throw new DataError('fuseRuns: no runs. Give at least one.')
  const queries = new Set(runs.flatMap(run => [...run.keys()]))
  return new Map(
    [...queries].map(query => {
      const lists = runs.map(run => {
        const documents = run.get(query) ?? nothing
        return rankedDocuments(documents).map(key => ({ key, score: documents.get(key)! }))
      })
      return [query, new Map(fuseHits(lists, options).map(({ key, score }) => [key, score]))]
    }),
  )
}

const nothing: ReadonlyMap<string, number> = new Map()
