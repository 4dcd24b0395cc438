import { pdfText } from './pdf-text.ts'
import type { Section, SectionedText } from '../documents/sectioned-text.ts'

/** The text of a PDF file by its pages, with the title of its metadata. Runs in a thread of its own. */
export async function pdfPages(bytes: Uint8Array): Promise<SectionedText> {
  const { getDocumentProxy } = await import('unpdf')
  const pdf = await getDocumentProxy(bytes, { verbosity: 0 })
  try {
    const title = await pdf.getMetadata().then(
      ({ info }) => Reflect.get(info, 'Title') as unknown,
      () => undefined,
    )
    const sections: Section[] = []
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number)
      const { items } = await page.getTextContent()
      sections.push({
        depth: 1,
        heading: '',
        anchor: `page=${number}`,
        text: pdfText(items.filter(item => 'str' in item)),
      })
      page.cleanup()
    }
    return { title: typeof title === 'string' ? title.trim() : '', sections }
  } finally {
    await pdf.loadingTask.destroy()
  }
}
