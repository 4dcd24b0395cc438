import { setImmediate as turn } from 'node:timers/promises'
import { whereMatcher, type Metadata, type Where } from '@towerkit/core'
import { bm25Index, type Bm25Index, type ParsedQuery } from '@towerkit/retrieval'
import type { NumberedDocument } from '../store/document-row.ts'
import type { Store } from '../store/store.ts'
import { lookedUpText, textKindFact, type TextKind } from './search-text.ts'
import { languageFact, workspaceWords } from './workspace-words.ts'

/** Words and metadata of all documents, in memory. */
export interface SearchableWords {
  readonly kind: TextKind
  /** Names how texts were read: words of another reading must be loaded again. */
  readonly reading: string
  readonly lexical: Bm25Index
  /** Cuts texts into words and parts of identifiers, to compare a query with passages. */
  readonly tokens: (text: string) => readonly string[]
  readonly passages: number
  readonly documents: number
  has(number: number): boolean
  /** Follows the store for these documents: some came, some went. */
  follow(store: Store, documents: readonly number[]): Promise<void>
  /** Whether a document may be found: under a condition, and by the signs of a query; undefined if all may. */
  allowed(where: Where | undefined, query?: ParsedQuery | string): ((number: number) => boolean) | undefined
}

/** Documents that are read at once; between two pages the event loop is free. */
const documentsAtOnce = 1000

/** Reads the documents of a store into memory. @param onProgress Told the share, 0 to 1. */
export async function loadSearchableWords(
  store: Store,
  onProgress?: (share: number) => void,
): Promise<SearchableWords> {
  const kind = (store.fact(textKindFact) ?? 'plain') as TextKind
  const known = new Map<number, { readonly metadata: Metadata; readonly passages: number }>()
  const lexical = bm25Index({ tokenize: workspaceWords(store) })
  let passageCount = 0
  const add = (documents: readonly NumberedDocument[]) => {
    for (const { number, metadata, passages } of documents) {
      known.set(number, { metadata, passages: passages.length })
      passageCount += passages.length
    }
    lexical.add(documents.map(document => ({ id: String(document.number), text: lookedUpText(document, kind) })))
  }
  const remove = (numbers: readonly number[]) => {
    for (const number of numbers) {
      passageCount -= known.get(number)?.passages ?? 0
      known.delete(number)
    }
    lexical.remove(numbers.map(String))
  }
  const total = store.counts().documents
  let page: NumberedDocument[] = []
  for (const document of store.documents()) {
    if (page.push(document) < documentsAtOnce) continue
    add(page)
    page = []
    onProgress?.(known.size / total)
    await turn()
  }
  add(page)

  return {
    kind,
    reading: readingOf(store),
    lexical,
    tokens: workspaceWords(store, { splitIdentifiers: true }),
    get passages() {
      return passageCount
    },
    get documents() {
      return known.size
    },
    has: number => known.has(number),
    async follow(store, documents) {
      for (let at = 0; at < documents.length; at += documentsAtOnce) {
        if (at > 0) await turn()
        const numbers = documents.slice(at, at + documentsAtOnce)
        const stored = numbers.map(number => store.numbered(number))
        const gone = numbers.filter((number, i) => stored[i] === undefined && known.has(number))
        if (gone.length > 0) remove(gone)
        const come = stored.filter(document => document !== undefined && !known.has(document.number))
        if (come.length > 0) add(come as NumberedDocument[])
      }
    },
    allowed(where, query) {
      const condition = typeof query === 'object' ? lexical.condition(query) : undefined
      const fulfils = condition && ((number: number) => condition(String(number)))
      if (where === undefined) return fulfils
      const fits = whereMatcher(where)
      const answers = new Map<number, boolean>()
      return number => {
        const answer =
          answers.get(number) ?? (fits(known.get(number)?.metadata ?? {}) && (fulfils === undefined || fulfils(number)))
        answers.set(number, answer)
        return answer
      }
    },
  }
}

/** How the texts of a store are read as words. */
export function readingOf(store: Store): string {
  return JSON.stringify([textKindFact, languageFact].map(name => store.fact(name) ?? ''))
}
