import { readJsonLines, writeJsonLines } from '../json-lines.ts'
import type { Workspace } from '../workspace.ts'
import type { KnownSource } from './known-sources.ts'
import { preparedFiles, type PreparedTexts, type TestQuery, type TrainingPair } from './prepared-data.ts'

/** A line of a prepared file, with the number of the source that it is of. */
type OfSource<Line> = Line & { readonly source?: number }

/** What `mergePrepared` writes: pairs and queries of one source, with the sources whose lines stay. */
export interface MergedInput extends Pick<PreparedTexts, 'pairs' | 'queries'> {
  readonly source: KnownSource
  readonly others: readonly KnownSource[]
}

/**
 * Writes the pairs and the held-out queries of a source beside those of the others, whose lines stay as they are. A
 * query whose id another source has gets the number of its source in front.
 *
 * @returns how many there are now, of all sources.
 */
export async function mergePrepared(
  workspace: Workspace,
  { source, others, pairs, queries }: MergedInput,
): Promise<{ readonly pairs: number; readonly queries: number }> {
  const ofOthers = async <Line>(name: string): Promise<OfSource<Line>[]> => {
    const lines = await readJsonLines<OfSource<Line>>(workspace.path(name)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return []
      throw cause
    })
    return lines.filter(line => others.some(({ number }) => number === (line.source ?? 1)))
  }
  const keptPairs = await ofOthers<TrainingPair>(preparedFiles.pairs)
  const keptQueries = await ofOthers<TestQuery>(preparedFiles.queries)
  const taken = new Set(keptQueries.map(({ id }) => id))
  const own = <Line>(line: Line): OfSource<Line> => ({ ...line, source: source.number })
  const allPairs = bySource([...keptPairs, ...pairs.map(own)])
  const allQueries = bySource([
    ...keptQueries,
    ...queries.map(query => own(taken.has(query.id) ? { ...query, id: `${source.number}:${query.id}` } : query)),
  ])
  await writeJsonLines(workspace.path(preparedFiles.pairs), allPairs)
  await writeJsonLines(workspace.path(preparedFiles.queries), allQueries)
  return { pairs: allPairs.length, queries: allQueries.length }
}

/** In the order of the sources, so that the same sources give the same file, whichever was prepared last. */
function bySource<Line>(lines: readonly OfSource<Line>[]): OfSource<Line>[] {
  return lines.toSorted((a, b) => (a.source ?? 1) - (b.source ?? 1))
}
