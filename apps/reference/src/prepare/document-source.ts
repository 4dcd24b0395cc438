import { readDocuments, type SkippedFile } from '@towerkit/datasets'
import { flatMetadata } from './flat-metadata.ts'
import type { DocumentSource } from './prepared-data.ts'
import { titlePairs, type GroupedDocument } from './title-pairs.ts'

/** What `documentSource` does beside reading. */
export interface DocumentSourceOptions {
  /** Told each file that gives no document, and why. */
  readonly onSkipped?: (file: SkippedFile) => void
}

/**
 * A folder of Markdown, HTML, text, PDF and source files, one file, or a table: each section or row is a document, its
 * title asks for it, and whole files are held out.
 */
export function documentSource(path: string, { onSkipped }: DocumentSourceOptions = {}): DocumentSource {
  const found: GroupedDocument[] = []
  return {
    kind: 'plain',
    async *documents(signal) {
      for await (const { id, title, text, metadata } of readDocuments(path, {
        sections: true,
        signal,
        ...(onSkipped && { onSkipped }),
      })) {
        const document = { id, title, text, metadata: flatMetadata(metadata) }
        found.push({ ...document, group: typeof metadata['path'] === 'string' ? metadata['path'] : id })
        yield document
      }
    },
    texts: async () => titlePairs(found),
  }
}
