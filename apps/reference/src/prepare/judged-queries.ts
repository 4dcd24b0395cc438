import type { BeirJudgement, BeirQuery } from '@towerkit/datasets'
import { leftOutCounts, type LeftOut } from './left-out.ts'
import type { TestQuery } from './prepared-data.ts'

/** What `judgedQueries` joins. */
export interface JudgedQueriesInput {
  readonly queries: AsyncIterable<BeirQuery>
  readonly judgements: AsyncIterable<BeirJudgement>
  /** Whether the source has a document. */
  readonly has: (document: string) => boolean
}

/**
 * The queries that judgements name, with the relevance of their documents. A query without a text, or without a
 * relevant document that is there, cannot be asked: it is left out, and counted.
 */
export async function judgedQueries({
  queries,
  judgements,
  has,
}: JudgedQueriesInput): Promise<{ readonly queries: TestQuery[]; readonly leftOut: LeftOut[] }> {
  const judged = new Map<string, Record<string, number>>()
  for await (const { query, document, relevance } of judgements) {
    const known = judged.get(query) ?? {}
    known[document] = relevance
    judged.set(query, known)
  }
  const texts = new Map<string, string>()
  for await (const { id, text } of queries) if (judged.has(id)) texts.set(id, text)
  const counts = leftOutCounts()
  const found = [...judged].flatMap(([id, relevant]): TestQuery[] => {
    const text = texts.get(id)
    const answers = Object.entries(relevant).filter(([, relevance]) => relevance > 0)
    const missing = answers.filter(([document]) => !has(document))
    if (text === undefined || text.trim() === '') counts.note('judged queries without a text', id)
    else if (answers.length === 0) counts.note('judged queries without a relevant document', id)
    else if (missing.length === answers.length)
      counts.note('judged queries whose relevant documents are all missing', id)
    else {
      for (const [document] of missing) counts.note('judged documents that are missing', document)
      return [{ id, text, relevant }]
    }
    return []
  })
  return { queries: found, leftOut: counts.list() }
}
