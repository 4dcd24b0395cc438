import type { DocumentSource, TestQuery, TrainingPair } from './prepared-data.ts'

/** A source whose ids and paths of documents, and ids of queries, begin with a prefix. */
export function withPrefix(source: DocumentSource, prefix: string): DocumentSource {
  if (prefix === '') return source
  return {
    kind: source.kind,
    async *documents(signal) {
      for await (const { id, metadata, ...document } of source.documents(signal)) {
        const path = metadata?.['path']
        yield {
          ...document,
          id: prefix + id,
          // Sections of one file are known by it.
          ...(metadata && { metadata: typeof path === 'string' ? { ...metadata, path: prefix + path } : metadata }),
        }
      }
    },
    async texts(signal) {
      const { pairs, queries, ...rest } = await source.texts(signal)
      return {
        ...rest,
        pairs: pairs.map(
          (pair): TrainingPair => ('document' in pair ? { ...pair, document: prefix + pair.document } : pair),
        ),
        queries: queries.map(
          (query): TestQuery => ({
            ...query,
            id: prefix + query.id,
            relevant: Object.fromEntries(
              Object.entries(query.relevant).map(([document, relevance]) => [prefix + document, relevance]),
            ),
          }),
        ),
      }
    },
  }
}
