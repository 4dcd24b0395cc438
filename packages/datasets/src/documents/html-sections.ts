import { Parser } from 'htmlparser2'
import { givenTitle } from './given-title.ts'
import { plainText, type PlainText } from './plain-text.ts'
import type { Section, SectionedText } from './sectioned-text.ts'

/** What is not read: it is not seen, or it is the same on every page. */
export const unread: ReadonlySet<string> = new Set(
  (
    'head script style template noscript svg iframe object canvas nav select option textarea button datalist ' +
    'dialog'
  ).split(' '),
)

const paragraphs = new Set(
  (
    'p h1 h2 h3 h4 h5 h6 pre ul ol dl table blockquote section article aside header footer main figure details hr ' +
    'fieldset form address'
  ).split(' '),
)
const lines = new Set('br div li dt dd tr caption thead tbody tfoot summary figcaption legend'.split(' '))
const cells = new Set(['td', 'th'])

/** What a head holds: anything else ends one that is not closed. */
const headContent = new Set('title meta link base script style noscript template'.split(' '))

/**
 * The text of an HTML document by its headings. Tags need not be closed or nested as they should.
 *
 * @see https://html.spec.whatwg.org/#the-innertext-idl-attribute which this follows where no style sheet is at hand.
 */
export function htmlSections(html: string): SectionedText {
  const sections: Section[] = []
  const title = plainText()
  let open = { depth: 0, anchor: undefined as string | undefined, heading: plainText(), body: plainText() }
  let isHeading = false
  let isTitle = false
  // Of an element that was opened just before: generators put a heading's id on the section that it begins.
  let anchor: string | undefined
  let preformatted = 0
  // Within an element that is not read: its name, and how many of that name are open.
  let hidden = { name: '', depth: 0 }

  const target = (): PlainText => (isHeading ? open.heading : open.body)
  const finish = () => {
    const { depth, heading, body } = open
    const section = {
      depth,
      heading: heading.toString().replace(/\s*¶$/, ''),
      ...(open.anchor && { anchor: open.anchor }),
      text: body.toString(),
    }
    if (section.heading !== '' || section.text !== '') sections.push(section)
  }
  const separate = (name: string) =>
    target().separate(paragraphs.has(name) ? '\n\n' : lines.has(name) ? '\n' : cells.has(name) ? ' ' : '')

  const parser = new Parser(
    {
      onopentag: (name, { id, alt }) => {
        isTitle = name === 'title' && (hidden.depth === 0 || hidden.name === 'head') && title.toString() === ''
        if (hidden.depth > 0) {
          if (name === hidden.name) hidden.depth++
          if (hidden.name !== 'head' || headContent.has(name)) return
          hidden.depth = 0
        }
        if (unread.has(name)) {
          hidden = { name, depth: 1 }
          return
        }
        const depth = headingDepth(name)
        if (depth > 0) {
          finish()
          open = { depth, anchor: id ?? anchor, heading: plainText(), body: plainText() }
          isHeading = true
        } else if (id) {
          anchor = id
          if (isHeading) open.anchor ??= id
        }
        if (depth === 0 && paragraphs.has(name)) isHeading = false
        separate(name)
        if (name === 'pre') preformatted++
        if (name === 'img' && alt) target().append(` ${alt} `)
      },
      ontext: text => {
        if (isTitle) title.append(text)
        else if (hidden.depth === 0) {
          target().append(text, preformatted > 0)
          if (text.trim() !== '') anchor = undefined
        }
      },
      onclosetag: name => {
        if (isTitle && name === 'title') isTitle = false
        if (hidden.depth > 0) {
          if (name === hidden.name) hidden.depth--
          return
        }
        separate(name)
        if (headingDepth(name) > 0) isHeading = false
        if (name === 'pre') preformatted = Math.max(0, preformatted - 1)
      },
    },
    { decodeEntities: true },
  )
  parser.end(html)
  finish()
  return { title: givenTitle(title.toString()), sections }
}

function headingDepth(name: string): number {
  return /^h[1-6]$/.test(name) ? Number(name[1]) : 0
}
