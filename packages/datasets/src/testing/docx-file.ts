import { zipFile } from './zip-file.ts'

/** A Word document of paragraphs, each with the name of its style. */
export function docxFile(paragraphs: readonly { readonly style?: string; readonly text: string }[]): Promise<Buffer> {
  const styles = [...new Set(paragraphs.flatMap(({ style }) => style ?? []))]
  const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const relations = (type: string, target: string) =>
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
    `<Relationship Id="r1" Type="${office}/${type}" Target="${target}"/></Relationships>`
  return zipFile({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      '<Default Extension="xml" ContentType="application/xml"/></Types>',
    '_rels/.rels': relations('officeDocument', 'word/document.xml'),
    'word/_rels/document.xml.rels': relations('styles', 'styles.xml'),
    'word/styles.xml': `<w:styles ${word}>${styles
      .map(name => `<w:style w:type="paragraph" w:styleId="${name}"><w:name w:val="${name}"/></w:style>`)
      .join('')}</w:styles>`,
    'word/document.xml': `<w:document ${word}><w:body>${paragraphs
      .map(
        ({ style, text }) =>
          `<w:p>${style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}` +
          `<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`,
      )
      .join('')}</w:body></w:document>`,
  })
}
