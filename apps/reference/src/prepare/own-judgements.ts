import { readJudgements, readQueries } from '@towerkit/datasets'
import { judgedQueries } from './judged-queries.ts'
import type { DocumentSource } from './prepared-data.ts'

/** Files of one's own that hold held-out queries, and what answers them. */
export interface OwnJudgements {
  readonly queriesFile?: string | undefined
  readonly qrelsFile?: string | undefined
}

/**
 * A source whose held-out queries are of files of one's own. What it would hold out itself is trained on, but for a
 * pair that asks what a held-out query asks.
 */
export function withOwnJudgements(
  source: DocumentSource,
  { queriesFile, qrelsFile }: { readonly queriesFile: string; readonly qrelsFile: string },
): DocumentSource {
  const ids = new Set<string>()
  return {
    kind: source.kind,
    async *documents(signal) {
      for await (const document of source.documents(signal)) {
        ids.add(document.id)
        yield document
      }
    },
    async texts(signal) {
      const made = await source.texts(signal)
      const { queries, leftOut } = await judgedQueries({
        queries: readQueries(queriesFile, { signal }),
        judgements: readJudgements(qrelsFile, { signal }),
        has: document => ids.has(document),
      })
      const held = new Set(queries.map(({ text }) => text.trim().toLowerCase()))
      const more = made.queries.flatMap(({ text, relevant, start = 0 }) =>
        Object.keys(relevant).map(document => ({ query: text, document, title: made.judged === 'documents', start })),
      )
      return {
        pairs: [...made.pairs, ...more].filter(({ query }) => !held.has(query.trim().toLowerCase())),
        queries,
        judged: 'documents',
        leftOut: [...(made.leftOut ?? []), ...leftOut],
      }
    },
  }
}
