import { DataError } from '@towerkit/core'
import type { KeyedPair } from './hard-negatives-sampler.ts'

/**
 * The keys of all answers of each query, by its identity.
 *
 * @throws {DataError} if a positive is not among the documents.
 */
export function positiveKeys<Query>(
  pairs: readonly KeyedPair<Query>[],
  documents: ReadonlyMap<string, unknown>,
  identity: (query: Query) => unknown,
): Map<unknown, { readonly query: Query; readonly keys: Set<string> }> {
  const positives = new Map<unknown, { readonly query: Query; readonly keys: Set<string> }>()
  for (const { query, positive } of pairs) {
    if (!documents.has(positive))
      throw new DataError(
        `hardNegativesSampler: the positive "${positive}" is not among the ${documents.size} documents. Give all ` +
          'documents.',
        { key: positive },
      )
    const entry = positives.get(identity(query)) ?? { query, keys: new Set<string>() }
    entry.keys.add(positive)
    positives.set(identity(query), entry)
  }
  return positives
}
