import type { Hit, SearchOptions, VectorIndex, Vectors } from '@towerkit/core'

/** When a search has enough. */
export interface SearchUntilOptions extends Pick<SearchOptions, 'where' | 'exclude' | 'signal'> {
  /** Lowest score. */
  readonly least: number
  /** Different pictures that suffice; Infinity for all hits of the least score. */
  readonly pictures: number
}

/**
 * The hits of one query down to a score, best first, with their metadata: as many as it takes for the wanted number of
 * pictures.
 */
export async function searchUntil(
  index: VectorIndex,
  query: Vectors,
  { least, pictures, ...options }: SearchUntilOptions,
): Promise<Hit[]> {
  const count = await index.count()
  if (count === 0) return []
  for (let limit = Math.min(count, 256); ; limit = Math.min(count, 4 * limit)) {
    const [hits] = await index.search(query, limit, { ...options, metadata: true })
    const good = hits!.filter(({ score }) => score >= least)
    const keys = new Set(good.map(({ metadata }) => metadata!['picture']))
    if (good.length < hits!.length || hits!.length < limit || limit === count || keys.size > pictures) return good
  }
}
