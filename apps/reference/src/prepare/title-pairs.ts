import { splitByHash } from '@towerkit/datasets'
import { cutPassages } from '../search/cut-passages.ts'
import type { StoredDocument } from '../search-service.ts'
import type { PreparedTexts, TestQuery, TrainingPair } from './prepared-data.ts'

/** A document with what it is a part of: parts of one whole are held out together. */
export interface GroupedDocument extends StoredDocument { readonly group: string }

/** A query made of a document, and where in the text that it leaves begins. */
interface MadeQuery { readonly document: GroupedDocument; readonly query: string; readonly start: number }

/** Share of whole documents whose queries are held out. */
const testShare = 0.1
/** Most queries that are held out: more make the interval little smaller and the evaluation long. */
const mostQueries = 2000

/**
 * Makes queries of documents that come without: the title asks for the text, or the first sentence for the rest of it where there is no title.
 * Queries that several documents share name none of them, and are left out. Whole documents are held out by a hash of their names.
 */
export function titlePairs(documents: Iterable<GroupedDocument>): PreparedTexts {
  const made: MadeQuery[] = []
  const holders = new Map<string, number>()
  for (const document of documents) {
    const each = queryOf(document)
    if (each === undefined) continue
    made.push(each)
    holders.set(each.query.toLowerCase(), (holders.get(each.query.toLowerCase()) ?? 0) + 1)
  }
  const single = made.filter(({ query }) => holders.get(query.toLowerCase()) === 1)
  const { train, test } = splitByHash(single, { key: ({ document }) => document.group, shares: { train: 1 - testShare, test: testShare } })
  return {
    pairs: train.map(({ document, query, start }): TrainingPair => ({ query, document: document.id, title: false, start })),
    queries: test.slice(0, mostQueries).map(({ document, query }): TestQuery => ({ id: document.id, text: query, relevant: { [document.id]: 1 } })),
    judged: 'bodies',
  }
}

function queryOf(document: GroupedDocument): MadeQuery | undefined {
  const { title, text } = document
  if (text.trim() === '') return undefined
  if (title.trim() !== '') return { document, query: title.trim(), start: 0 }
  const [, rest] = cutPassages(text, { words: 12, overlap: 0 })
  return rest && { document, query: text.slice(0, rest[0]).trim(), start: rest[0] }
}
