import { posix } from 'node:path'
import { slug } from 'github-slugger'
import type { FolderDocument } from './document-folder.ts'
import type { NamedKind } from './document-kinds.ts'
import type { Section, SectionedText } from './sectioned-text.ts'
import { UnreadDocument } from './skipped-file.ts'

/**
 * The document of a file, or those of its sections. A heading whose text is all under deeper ones gives no document of
 * its own: it is among their `headings`.
 *
 * @throws {UnreadDocument} if there is no text.
 */
export function documentsOf(
  { kind, language, title: own, sections }: SectionedText & NamedKind,
  { path, sections: apart }: { readonly path: string; readonly sections: boolean },
): FolderDocument[] {
  if (sections.every(({ heading, text }) => heading === '' && text === '')) throw new UnreadDocument('empty')
  const title = own || sections.find(({ heading }) => heading !== '')?.heading || posix.basename(path)
  const metadata = { path, kind, ...(language !== undefined && { language }) }
  if (!apart)
    return [
      {
        id: path,
        title,
        text: sections
          .map(({ heading, text }) => (heading && text ? `${heading}\n\n${text}` : heading || text))
          .filter(text => text !== '')
          .join('\n\n'),
        metadata,
      },
    ]

  const above: Section[] = []
  const anchors = new Map<string, number>()
  return sections.flatMap((section, i) => {
    const { depth, heading, text } = section
    while (above.length > 0 && above.at(-1)!.depth >= depth) above.pop()
    above.push(section)
    const anchor = depth === 0 ? '' : unique(section.anchor ?? (slug(heading) || 'section'), anchors)
    if (text === '' && (kind === 'pdf' || (sections[i + 1]?.depth ?? 0) > depth)) return []
    const headings = above.map(each => each.heading).filter(each => each !== '')
    return [
      {
        id: anchor ? `${path}#${anchor}` : path,
        title: heading || title,
        text,
        metadata: { ...metadata, ...(anchor && { anchor }), ...(headings.length > 0 && { headings }) },
      },
    ]
  })
}

/** As GitHub does: the second of a name has -1 at its end. */
function unique(anchor: string, taken: Map<string, number>): string {
  let name = anchor
  while (taken.has(name)) {
    const next = taken.get(anchor)! + 1
    taken.set(anchor, next)
    name = `${anchor}-${next}`
  }
  taken.set(name, 0)
  return name
}
