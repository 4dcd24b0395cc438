import { joinedWord } from './joined-word.ts'
import { pdfText } from './pdf-text.ts'
import { givenTitle } from '../documents/given-title.ts'
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
    return { title: typeof title === 'string' ? givenTitle(title) : '', sections: withWholeWords(sections) }
  } finally {
    await pdf.loadingTask.destroy()
  }
}

/** A word that a page break divides belongs to the page on which it begins. */
function withWholeWords(pages: readonly Section[]): Section[] {
  const texts = pages.map(({ text }) => text)
  for (let page = 0; page + 1 < texts.length; page++) {
    const joined = joinedWord(texts[page]!, texts[page + 1]!, texts.join('\n'))
    if (joined === undefined) continue
    texts[page] = joined.before
    texts[page + 1] = joined.after.trimStart()
  }
  return pages.map((page, i) => ({ ...page, text: texts[i]! }))
}
