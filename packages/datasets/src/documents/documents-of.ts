import { posix } from 'node:path'
import { slug } from 'github-slugger'
import type { FolderDocument } from './document-folder.ts'
import type { NamedKind } from './document-kinds.ts'
import type { Section, SectionedText } from './sectioned-text.ts'
import { UnreadDocument } from './skipped-file.ts'

/** Between the title of a page and the headings of a section. */
const within = ' › '

/**
 * The document of a file, or those of its sections, each with the title of its page and the headings that it is under.
 * A heading whose text is all under deeper ones gives no document of its own.
 *
 * @throws {UnreadDocument} if there is no text.
 */
export function documentsOf(
  { kind, language, title: own, sections, metadata: fields }: SectionedText & NamedKind,
  { path, sections: apart }: { readonly path: string; readonly sections: boolean },
): FolderDocument[] {
  if (sections.every(({ heading, text }) => heading === '' && text === '')) throw new UnreadDocument('empty')
  const metadata = { ...fields, path, kind, ...(language !== undefined && { language }) }
  const [first] = sections.filter(({ heading }) => heading !== '')
  if (!apart)
    return [
      { id: path, title: own || first?.heading || posix.basename(path), text: wholeText(own, sections), metadata },
    ]

  const page = own || (first && isOnTop(first, sections) && first.heading) || nameOf(path, sections)
  const above: Section[] = []
  const anchors = new Map<string, number>()
  return sections.flatMap((section, i) => {
    const { depth, heading, text } = section
    while (above.length > 0 && above.at(-1)!.depth >= depth) above.pop()
    above.push(section)
    const anchor = depth === 0 ? '' : unique(section.anchor ?? (slug(heading) || 'section'), anchors)
    if (text === '' && (kind === 'pdf' || (sections[i + 1]?.depth ?? 0) > depth)) return []
    const headings = above.map(each => each.heading).filter(each => each !== '')
    const isTitle = above[0] !== undefined && saysNoMore(above[0].heading, page)
    return [
      {
        id: anchor ? `${path}#${anchor}` : path,
        title: [page, ...headings.slice(isTitle ? 1 : 0)].join(within),
        text,
        metadata: { ...metadata, ...(anchor && { anchor }), ...(headings.length > 0 && { headings }) },
      },
    ]
  })
}

function wholeText(title: string, sections: readonly Section[]): string {
  return sections
    .filter(({ heading, text }) => text !== '' || heading !== title)
    .map(({ heading, text }) => (heading && text ? `${heading}\n\n${text}` : heading || text))
    .filter(text => text !== '')
    .join('\n\n')
}

/** Whether all other headings are deeper, so that this one is of the whole page. */
function isOnTop(heading: Section, sections: readonly Section[]): boolean {
  return sections.every(each => each === heading || each.heading === '' || each.depth > heading.depth)
}

/** The name of a page's file; of one that is called as all are, that of its folder. */
function nameOf(path: string, sections: readonly Section[]): string {
  const name = posix.basename(path)
  // A file without any heading is not a page, and its ending says what it is.
  if (sections.every(({ heading }) => heading === '')) return name
  const stem = name.slice(0, name.length - posix.extname(name).length)
  const folder = posix.basename(posix.dirname(path))
  return /^(index|readme)$/i.test(stem) && folder !== '' && folder !== '.' ? folder : stem
}

/** Whether a heading is in the title: `Install` in `Install - Manual`, `Clients abort` in `clients-abort`. */
function saysNoMore(heading: string, title: string): boolean {
  return heading !== '' && words(title).includes(words(heading))
}

function words(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()} `
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
