import markdownIt from 'markdown-it'
import { frontMatter } from './front-matter.ts'
import { headingIds } from './heading-ids.ts'
import { htmlSections, unread } from './html-sections.ts'
import { plainMarkdown } from './plain-markdown.ts'
import type { SectionedText } from './sectioned-text.ts'

const renderer = htmlRenderer()

/**
 * The text of a Markdown document by its headings: CommonMark with tables and strikethrough, HTML within it included;
 * of what site generators add, what a reader sees.
 *
 * @param mdx Whether it is MDX, in which braces hold expressions and tags with a capital letter are components.
 *
 * @see https://spec.commonmark.org and https://mdxjs.com/docs/what-is-mdx/
 */
export function markdownSections(markdown: string, { mdx = false }: { readonly mdx?: boolean } = {}): SectionedText {
  const { fields, text } = frontMatter(markdown)
  const { title: htmlTitle, sections } = htmlSections(renderer.render(plainMarkdown(text, { mdx })))
  const { title, ...metadata } = fields
  const named = typeof title === 'string' || typeof title === 'number' ? String(title).trim() : ''
  return {
    title: named || htmlTitle,
    // A page that has a title and nothing else can be found by it.
    sections: sections.length === 0 && named !== '' ? [{ depth: 0, heading: named, text: '' }] : sections,
    metadata,
  }
}

function htmlRenderer() {
  const markdown = markdownIt({ html: true }).use(headingIds)
  // Someone who writes "the <script> tag" in a sentence does not mean to hide what follows.
  markdown.renderer.rules['html_inline'] = (tokens, at) => {
    const { content } = tokens[at]!
    const name = /^<\/?([a-z]+)/i.exec(content)?.[1]?.toLowerCase() ?? ''
    return unread.has(name) || name === 'title' ? `&lt;${content.slice(1)}` : content
  }
  return markdown
}
