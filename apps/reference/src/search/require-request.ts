import { AbortedError, ArgumentError, whereMatcher } from '@towerkit/core'
import type { SearchRequest } from '../search-service.ts'

const mostHits = 1000

/**
 * Checks a question before anything is done for it, since others are searched along with it.
 *
 * @throws {ArgumentError} naming what is wrong; {AbortedError} if its signal has aborted.
 */
export function requireRequest({ query, limit = 10, offset = 0, mode, where, signal }: SearchRequest): void {
  if (typeof query !== 'string') throw new ArgumentError('search: the query is no text. Give a string.')
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > mostHits)
    throw new ArgumentError(`search: limit is ${limit}. Give a whole number from 1 to ${mostHits}.`, { limit })
  if (!Number.isSafeInteger(offset) || offset < 0 || offset + limit > mostHits)
    throw new ArgumentError(
      `search: offset is ${offset} with limit ${limit}. Give a whole number from 0 on; the hits up to ${mostHits} ` +
        'can be asked for.',
      { offset, limit },
    )
  if (mode !== undefined && !['hybrid', 'dense', 'lexical'].includes(mode))
    throw new ArgumentError(`search: mode is "${String(mode)}". Give hybrid, dense or lexical.`, { mode })
  if (where !== undefined) whereMatcher(where)
  if (signal?.aborted) throw new AbortedError('search: stopped by the caller.', { cause: signal.reason })
}
