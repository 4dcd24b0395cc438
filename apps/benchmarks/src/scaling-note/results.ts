import { join } from 'node:path'
import { bootstrapOverSeeds, type SeedEstimate } from '@towerkit/evaluation'
import { studyResults } from '../study/study-results.ts'

/** What was measured of one model of one part of the study. */
export interface Result {
  readonly part: string
  readonly arm: string
  readonly seed: number
  /** Numbers by name: mean measures, sizes, losses. */
  readonly values: Readonly<Record<string, number>>
  /** R@50 and nDCG@10 of each test query, in their order. */
  readonly perQuery?: { readonly recall: readonly number[]; readonly ndcg: readonly number[] }
}

/** Opens the results in a folder; each one that is added is printed. */
export function openResults(folder: string) {
  const { lines, find, add } = studyResults<Result>(join(folder, 'results.jsonl'))
  return {
    lines,
    has: (part: string, arm: string, seed: number) => find({ part, arm, seed }) !== undefined,
    add(line: Result) {
      add(line)
      const { part, arm, seed, values } = line
      console.log(new Date().toISOString().slice(11, 19), part, arm, 'seed', seed, JSON.stringify(values))
    },
  }
}

export type Results = ReturnType<typeof openResults>

/**
 * The mean over seeds and queries of one arm, or of its difference to another by the same seeds and queries.
 *
 * @param other Results to subtract. Those with one seed are paired with all.
 */
export function estimate(
  results: readonly Result[],
  { measure = 'recall', other }: { readonly measure?: 'recall' | 'ndcg'; readonly other?: readonly Result[] } = {},
): SeedEstimate | undefined {
  const pairs = results.flatMap(({ seed, perQuery }) => {
    const against = other?.length === 1 ? other[0] : other?.find(result => result.seed === seed)
    const isPaired = perQuery && (!other || against?.perQuery)
    return isPaired ? [{ run: perQuery[measure], against: against?.perQuery?.[measure] }] : []
  })
  if (pairs.length === 0) return undefined
  return bootstrapOverSeeds(
    pairs.map(({ run }) => run),
    other ? { against: pairs.map(({ against }) => against!) } : {},
  )
}
