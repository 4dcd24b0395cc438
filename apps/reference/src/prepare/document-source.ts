import { readDocuments, type ReadDocumentsOptions } from '@towerkit/datasets'
import { documentMetadata } from './document-metadata.ts'
import { leftOutCounts } from './left-out.ts'
import type { DocumentSource } from './prepared-data.ts'
import { titlePairs, type GroupedDocument } from './title-pairs.ts'

/** What `documentSource` takes besides the path. */
export type DocumentSourceOptions = Pick<
  ReadDocumentsOptions,
  'columns' | 'types' | 'separator' | 'quotes' | 'exclude' | 'onSkipped'
>

/**
 * A folder of Markdown, HTML, text, PDF and source files, one file, or a table: each section or row is a document, its
 * title asks for it, and whole files are held out.
 */
export function documentSource(path: string, options: DocumentSourceOptions = {}): DocumentSource {
  const found: GroupedDocument[] = []
  const counts = leftOutCounts()
  const noteField = (field: string) => counts.note('fields that are no metadata', field)
  return {
    kind: 'plain',
    async *documents(signal) {
      for await (const { id, title, text, metadata } of readDocuments(path, {
        ...options,
        sections: true,
        signal,
      })) {
        const document = { id, title, text, metadata: documentMetadata(metadata, noteField) }
        found.push({ ...document, group: typeof metadata['path'] === 'string' ? metadata['path'] : id })
        yield document
      }
    },
    texts: async () => {
      const { leftOut, ...made } = titlePairs(found)
      return { ...made, leftOut: [...leftOut, ...counts.list()] }
    },
  }
}
