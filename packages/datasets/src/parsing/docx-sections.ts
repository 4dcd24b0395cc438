import { htmlSections } from '../documents/html-sections.ts'
import type { SectionedText } from '../documents/sectioned-text.ts'

/**
 * The text of a Word document (.docx) by its headings, with the paragraph in the style "Title". Runs in a thread of its
 * own.
 */
export async function docxSections(bytes: Uint8Array): Promise<SectionedText> {
  const { default: mammoth } = await import('mammoth')
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes) },
    {
      styleMap: ["p[style-name='Title'] => title:fresh", "p[style-name='Subtitle'] => p:fresh"],
      // Of pictures only the description is text.
      convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
    },
  )
  return htmlSections(value)
}
