import { DataError, requireInputs } from '@towerkit/core'
import type { Judgement, Qrels } from './qrels.ts'

/** Relevance to the subtopics, or intents, of queries: query id -> document id -> subtopic -> relevance. */
export type SubtopicQrels = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, number>>>

/** One judgement of one subtopic of a query. */
export interface SubtopicJudgement extends Judgement {
  readonly subtopic: string
}

/**
 * Collects judgements of subtopics, which measures of diversity need.
 *
 * @param judgements In any order.
 * @throws {DataError} if a document is judged twice for one subtopic of a query, or a relevance is not finite.
 *
 * @example
 * const subtopics = subtopicQrelsFrom([{ query: 'jaguar', subtopic: 'animal', document: 'd1', relevance: 1 }])
 * evaluate({ subtopics, run, measures: ['alpha_nDCG@10'] })
 */
export function subtopicQrelsFrom(judgements: Iterable<SubtopicJudgement>): SubtopicQrels {
  requireInputs('subtopicQrelsFrom', judgements, 'judgements')
  const queries = new Map<string, Map<string, Map<string, number>>>()
  for (const { query, document, subtopic, relevance } of judgements) {
    const documents = entry(queries, query, () => new Map<string, Map<string, number>>())
    const subtopics = entry(documents, document, () => new Map<string, number>())
    if (!Number.isFinite(relevance))
      throw new DataError(
        `subtopicQrelsFrom: document "${document}" of query "${query}" has ${relevance}. Give a number.`,
        { query, document, relevance },
      )
    if (subtopics.has(subtopic))
      throw new DataError(
        `subtopicQrelsFrom: document "${document}" of query "${query}" comes twice for subtopic "${subtopic}". ` +
          'Keep one of them.',
        { query, document, subtopic },
      )
    subtopics.set(subtopic, relevance)
  }
  return queries
}

/** The same judgements without subtopics: the highest relevance to any of them. */
export function withoutSubtopics(subtopics: SubtopicQrels): Qrels {
  return new Map(
    [...subtopics].map(([query, documents]) => [
      query,
      new Map([...documents].map(([document, relevances]) => [document, Math.max(...relevances.values())])),
    ]),
  )
}

function entry<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = create()))
  return value
}
