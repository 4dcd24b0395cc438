import { DataError, MissingPeerError } from '@towerkit/core'
import type { ParserThread } from '../parser-thread.ts'
import { decodeText } from './decode-text.ts'
import type { DocumentKind } from './document-kinds.ts'
import { htmlSections } from './html-sections.ts'
import { markdownSections } from './markdown-sections.ts'
import { markupTitle } from './markup-title.ts'
import { notebookSections } from './notebook-sections.ts'
import type { SectionedText } from './sectioned-text.ts'
import { UnreadDocument } from './skipped-file.ts'

/** What `parseDocument` takes besides the bytes. */
interface ParseOptions {
  readonly path: string
  readonly kind: DocumentKind
  readonly signal: AbortSignal | undefined
  /** Parses PDF and Word files. */
  readonly thread: ParserThread
}

/** Kinds that a package reads, with the task of the thread. */
const packaged = {
  pdf: { name: 'PDF', task: 'pdfPages', peer: 'unpdf', load: () => import('unpdf') },
  docx: { name: 'Word', task: 'docxSections', peer: 'mammoth', load: () => import('mammoth') },
} as const

/**
 * The sections of a file.
 *
 * @throws {UnreadDocument} if it cannot be read.
 */
export async function parseDocument(bytes: Buffer, { path, kind, ...options }: ParseOptions): Promise<SectionedText> {
  if (kind === 'pdf' || kind === 'docx') return parseInThread(bytes, { path, kind, ...options })
  const text = decodeText(bytes, { path, html: kind === 'html' })
  if (kind === 'html') return htmlSections(text)
  if (kind === 'markdown') return markdownSections(text, { mdx: /\.mdx$/i.test(path) })
  if (kind === 'notebook') return notebookSections(text, path)
  return { title: markupTitle(path, text), sections: [{ depth: 0, heading: '', text: text.trim() === '' ? '' : text }] }
}

async function parseInThread(
  bytes: Buffer,
  { path, kind, signal, thread }: ParseOptions & { readonly kind: keyof typeof packaged },
): Promise<SectionedText> {
  const { name, task, peer, load } = packaged[kind]
  await load().catch((cause: unknown) => {
    throw new UnreadDocument(
      'missing-peer',
      new MissingPeerError(
        `documentFolder: "${path}" is a ${name} file, and the package "${peer}" that reads it is not installed. Run ` +
          `\`npm install ${peer}\`.`,
        { path, cause },
      ),
    )
  })
  return thread.run(task, new Uint8Array(bytes), { bytes: bytes.length, signal }).catch((cause: Error) => {
    throw new UnreadDocument(
      'malformed',
      new DataError(
        `documentFolder: "${path}" cannot be read as ${name}: ${cause.message.replace(/\.$/, '')}. Give a whole file ` +
          'without a password.',
        { path, cause },
      ),
    )
  })
}
