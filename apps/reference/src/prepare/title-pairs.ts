import { splitByHash } from '@towerkit/datasets'
import { cutPassages } from '@towerkit/retrieval'
import type { StoredDocument } from '../search-service.ts'
import type { PreparedTexts, TestQuery, TrainingPair } from './prepared-data.ts'

/** A document with what it is a part of: parts of one whole are held out together. */
export interface GroupedDocument extends StoredDocument {
  readonly group: string
}

/** A query made of a document, and where in the text that it leaves begins. */
interface MadeQuery {
  readonly document: GroupedDocument
  readonly query: string
  readonly start: number
}

/** Share of whole documents whose queries are held out. */
const testShare = 0.1
/** Most queries that are held out: more make the interval little smaller and the evaluation long. */
const mostQueries = 2000

/**
 * Makes queries of documents that come without: the title asks for the text, or, where there is none or several
 * documents share it, as the pages of a PDF file do, the first sentence asks for the rest. Queries that several
 * documents share all the same name none of them, and are left out. Whole documents are held out by a hash of their
 * names.
 */
export function titlePairs(
  documents: readonly GroupedDocument[],
): PreparedTexts & Required<Pick<PreparedTexts, 'leftOut'>> {
  const isOwn = singles(documents.map(({ title }) => title.trim()))
  const made = documents.flatMap(document => queryOf(document, isOwn(document.title.trim())) ?? [])
  const isSingle = singles(made.map(({ query }) => query))
  const { train, test } = splitByHash(
    made.filter(({ query }) => isSingle(query)),
    { key: ({ document }) => document.group, shares: { train: 1 - testShare, test: testShare } },
  )
  return {
    pairs: train.map(
      ({ document, query, start }): TrainingPair => ({ query, document: document.id, title: false, start }),
    ),
    queries: test.slice(0, mostQueries).map(
      ({ document, query, start }): TestQuery => ({
        id: document.id,
        text: query,
        relevant: { [document.id]: 1 },
        ...(start > 0 && { start }),
      }),
    ),
    judged: 'bodies',
    leftOut:
      test.length > mostQueries
        ? [
            {
              what: `held-out queries over the limit of ${mostQueries}`,
              count: test.length - mostQueries,
              examples: [],
            },
          ]
        : [],
  }
}

function queryOf(document: GroupedDocument, hasOwnTitle: boolean): MadeQuery | undefined {
  const { title, text } = document
  if (text.trim() === '') return undefined
  // Nobody types the mark between the title of a page and the headings under it.
  if (hasOwnTitle) return { document, query: title.trim().replaceAll(' › ', ' '), start: 0 }
  const [, rest] = cutPassages(text, { words: 12, overlap: 0 })
  return rest && { document, query: text.slice(0, rest[0]).trim(), start: rest[0] }
}

/** Tells the texts, but for case, that come once and are not empty. */
function singles(texts: readonly string[]): (text: string) => boolean {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text.toLowerCase(), (counts.get(text.toLowerCase()) ?? 0) + 1)
  return text => text !== '' && counts.get(text.toLowerCase()) === 1
}
