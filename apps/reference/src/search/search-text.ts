import { createHash } from 'node:crypto'
import type { ParsedQuery } from '@towerkit/retrieval'
import { splitIdentifiers } from '../corpus/split-identifiers.ts'
import type { StoredDocument } from '../search-service.ts'
import type { NumberedDocument } from '../store/document-row.ts'

/** What the texts of a workspace are: of any kind, or declarations of code, whose identifiers are parted into words. */
export type TextKind = 'plain' | 'code'

/** The fact of the store that holds the kind. */
export const textKindFact = 'text-kind'

/** What words and towers see of a document, or of one passage of it. */
export function documentSearchText({ title, text }: Pick<StoredDocument, 'title' | 'text'>, kind: TextKind): string {
  if (kind === 'code') return declarationWords(title, text)
  return title === '' ? text : `${title}\n${text}`
}

/**
 * What words are looked up in: of declarations also their descriptions. Towers, and the evaluation, do without these,
 * since there they are the queries.
 */
export function lookedUpText(
  { title, text, metadata: { description } }: Pick<NumberedDocument, 'title' | 'text' | 'metadata'>,
  kind: TextKind,
): string {
  const searched = documentSearchText({ title, text }, kind)
  return kind === 'code' && typeof description === 'string' ? `${searched}\n${splitIdentifiers(description)}` : searched
}

/** What words and towers see of a query. */
export function querySearchText(query: string, kind: TextKind): string {
  return kind === 'code' ? splitIdentifiers(query) : query
}

/** What words see of a query with phrases and exclusions. */
export function parsedSearchText({ text, words, phrases, excluded }: ParsedQuery, kind: TextKind): ParsedQuery {
  const each = (part: string) => querySearchText(part, kind)
  // A space at the end says that the last word is whole.
  const end = /\s$/.test(words) ? ' ' : ''
  return { text: each(text), words: each(words) + end, phrases: phrases.map(each), excluded: excluded.map(each) }
}

/**
 * Tells one way of making texts from another, by what becomes of some: towers that learnt other texts must learn these.
 */
export function searchTextsDigest(): string {
  const title = 'fs.HTMLFile_v2.readFileSync'
  const text = "readFileSync(path: string | URL, options?: { encoding: 'utf8' }): string\nGrößter Wert, naïve 検索"
  const made = (['plain', 'code'] as const).flatMap(kind => [
    documentSearchText({ title, text }, kind),
    querySearchText(text, kind),
  ])
  return createHash('sha256').update(JSON.stringify(made)).digest('hex')
}

/**
 * The qualified name, then the words of the declaration without punctuation, on each mark of which a tokenizer spends a
 * token. Each word stands once: how often a signature repeats "string" says nothing of what it is for.
 */
function declarationWords(name: string, declaration: string): string {
  const ownName = name.slice(name.lastIndexOf('.') + 1)
  const words = declaration
    .replace(/[^\p{L}\p{M}\p{N}_$]+/gu, ' ')
    .split(' ')
    .filter(word => word !== ownName)
  return [...new Set(splitIdentifiers(`${name} ${words.join(' ')}`).split(' '))].join(' ')
}
