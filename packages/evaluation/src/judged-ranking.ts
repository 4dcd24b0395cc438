import type { JudgedRanking } from './measures/measure.ts'
import type { SubtopicRanking } from './measures/subtopic-ranking.ts'
import { invalidNumber } from './query-table.ts'
import { compareBytes, rankedDocuments, type TieOrder } from './ranked-documents.ts'

/** What is known of one query. */
interface JudgedQuery {
  readonly query: string
  readonly judgements: ReadonlyMap<string, number>
  readonly scores: ReadonlyMap<string, number>
  readonly subtopics: ReadonlyMap<string, ReadonlyMap<string, number>> | undefined
}

/**
 * Makes the ranking of a query as measures see it, once for each order of equal scores.
 *
 * @throws {DataError} if a relevance is not finite or a score is NaN.
 */
export function judgedRanking({
  query,
  judgements,
  scores,
  subtopics,
}: JudgedQuery): (ties: TieOrder) => JudgedRanking {
  for (const [document, relevance] of judgements) {
    if (!Number.isFinite(relevance)) throw invalidNumber('evaluate', query, document, relevance)
  }
  for (const [document, score] of scores) {
    if (typeof score !== 'number' || Number.isNaN(score)) throw invalidNumber('evaluate', query, document, score)
  }
  const judged = [...judgements.values()].sort((a, b) => b - a)
  const made = new Map<TieOrder, JudgedRanking>()
  return ties => {
    let ranking = made.get(ties)
    if (ranking !== undefined) return ranking
    const documents = rankedDocuments(scores, ties)
    const ranks = new Map(documents.map((document, i) => [document, i + 1]))
    ranking = {
      ranked: documents.map(document => judgements.get(document) ?? -Infinity),
      scores: documents.map(document => scores.get(document)!),
      judged,
      documents: [...judgements].map(([document, relevance]) => ({
        relevance,
        rank: ranks.get(document) ?? Infinity,
        score: scores.get(document),
      })),
      ...(subtopics === undefined ? {} : { subtopics: subtopicRanking(documents, subtopics) }),
    }
    made.set(ties, ranking)
    return ranking
  }
}

function subtopicRanking(
  ranked: readonly string[],
  subtopics: ReadonlyMap<string, ReadonlyMap<string, number>>,
): SubtopicRanking {
  const names = [...new Set([...subtopics.values()].flatMap(relevances => [...relevances.keys()]))]
  const relevances = (document: string) => names.map(name => subtopics.get(document)?.get(name) ?? -Infinity)
  return { ranked: ranked.map(relevances), judged: [...subtopics.keys()].sort(compareBytes).map(relevances) }
}
