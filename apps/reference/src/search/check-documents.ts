import { ArgumentError, checkMetadata } from '@towerkit/core'
import type { StoredDocument } from '../search-service.ts'

/** Longest id, in characters. */
const longestId = 1024

/**
 * Checks documents that came from outside, and keeps the last of those with one id.
 *
 * @throws {ArgumentError} naming the place of the first that can not be stored.
 */
export function checkDocuments(documents: readonly StoredDocument[]): StoredDocument[] {
  if (!Array.isArray(documents)) throw new ArgumentError('add: the documents are no array. Give an array.')
  const byId = new Map<string, StoredDocument>()
  for (const [place, document] of documents.entries()) {
    const wrong = (fact: string) =>
      new ArgumentError(`add: document ${place} ${fact}. Correct it; none of these documents was stored.`, { place })
    if (typeof document !== 'object' || document === null) throw wrong('is no object')
    const { id, title, text, metadata } = document
    if (typeof id !== 'string' || id === '' || id.length > longestId)
      throw wrong(`has no id of 1 to ${longestId} characters`)
    for (const [name, value] of Object.entries({ id, title, text })) {
      if (typeof value !== 'string') throw wrong(`has a ${name} that is no text`)
      if (!value.isWellFormed() || value.includes('\0')) throw wrong(`has a ${name} with a NUL or half a character`)
    }
    if (metadata !== undefined) checkMetadata('add', [metadata], 1)
    byId.set(id, { id, title, text, ...(metadata && { metadata }) })
  }
  return [...byId.values()]
}
