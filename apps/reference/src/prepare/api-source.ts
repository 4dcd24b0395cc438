import { AbortedError } from '@towerkit/core'
import { readApiCorpus, splitCorpus, type ApiItem } from '../corpus/index.ts'
import type { DocumentSource } from './prepared-data.ts'

/** The declarations that came with the install: descriptions ask for declarations, and whole modules are held out. */
export function apiSource(): DocumentSource {
  const items: ApiItem[] = []
  return {
    kind: 'code',
    async *documents(signal) {
      for await (const item of readApiCorpus()) {
        if (signal.aborted) throw new AbortedError('prepare: stopped by the caller.', { cause: signal.reason })
        items.push(item)
        const { id, name, kind, signature, module, description } = item
        // The description is what is asked with, so it is not part of the text that is searched.
        yield {
          id,
          title: name,
          text: signature.startsWith(kind) ? signature : `${kind} ${signature}`,
          metadata: { kind, module, description },
        }
      }
    },
    async texts() {
      const { train, details, test } = splitCorpus(items)
      return {
        pairs: [...train, ...details].map(({ query, document }) => ({ query, document, title: true, start: 0 })),
        queries: test.map(({ id, text, relevant }) => ({
          id,
          text,
          relevant: Object.fromEntries(relevant.map(document => [document, 1])),
        })),
        judged: 'documents',
      }
    },
  }
}
