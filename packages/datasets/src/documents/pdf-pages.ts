import { DataError, MissingPeerError } from '@towerkit/core'
import type { Section, SectionedText } from './sectioned-text.ts'
import { UnreadDocument } from './skipped-file.ts'

/**
 * The text of a PDF file by its pages, with the title of its metadata.
 *
 * @throws {UnreadDocument} if unpdf is not installed, or the file is damaged or needs a password.
 */
export async function pdfPages(bytes: Uint8Array, { path, signal }: { readonly path: string; readonly signal: AbortSignal | undefined }): Promise<SectionedText> {
  const { getDocumentProxy } = await unpdf(path)
  try {
    const pdf = await getDocumentProxy(bytes, { verbosity: 0 })
    try {
      const title = await pdf.getMetadata().then(({ info }) => Reflect.get(info, 'Title') as unknown, () => undefined)
      const sections: Section[] = []
      for (let number = 1; number <= pdf.numPages && !signal?.aborted; number++) {
        const page = await pdf.getPage(number)
        const { items } = await page.getTextContent()
        const text = items.map(item => 'str' in item ? item.str + (item.hasEOL ? '\n' : '') : '').join('')
        sections.push({ depth: 1, heading: '', anchor: `page=${number}`, text: text.trim() })
        page.cleanup()
      }
      return { title: typeof title === 'string' ? title.trim() : '', sections }
    } finally {
      await pdf.loadingTask.destroy()
    }
  } catch (cause) {
    throw new UnreadDocument('malformed', new DataError(`documentFolder: "${path}" cannot be read as PDF: ${(cause as Error).message}. Give a whole file without a password.`, { path, cause }))
  }
}

async function unpdf(path: string) {
  try {
    return await import('unpdf')
  } catch (cause) {
    throw new UnreadDocument('missing-peer', new MissingPeerError(`documentFolder: "${path}" is a PDF file, and the package "unpdf" that reads it is not installed. Run \`npm install unpdf\`.`, { path, cause }))
  }
}
