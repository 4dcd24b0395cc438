import markdownIt from 'markdown-it'
import { parse } from 'yaml'
import { htmlSections, unread } from './html-sections.ts'
import type { SectionedText } from './sectioned-text.ts'

const renderer = htmlRenderer()

/** A block of YAML before the text, as static site generators use it. */
const frontMatterPattern = /^---[ \t]*\n([^]*?\n)?---[ \t]*(\n|$)/

/**
 * The text of a Markdown document by its headings: CommonMark with tables and strikethrough, HTML within it included.
 *
 * @see https://spec.commonmark.org
 */
export function markdownSections(markdown: string): SectionedText {
  const frontMatter = frontMatterPattern.exec(markdown)
  const { title, sections } = htmlSections(renderer.render(markdown.slice(frontMatter?.[0].length ?? 0)))
  return { title: (frontMatter && titleOf(frontMatter[1] ?? '')) || title, sections }
}

function htmlRenderer() {
  const markdown = markdownIt({ html: true })
  // Someone who writes "the <script> tag" in a sentence does not mean to hide what follows.
  markdown.renderer.rules['html_inline'] = (tokens, at) => {
    const { content } = tokens[at]!
    const name = /^<\/?([a-z]+)/i.exec(content)?.[1]?.toLowerCase() ?? ''
    return unread.has(name) || name === 'title' ? `&lt;${content.slice(1)}` : content
  }
  return markdown
}

/** Front matter that is no YAML is none that gives a title. */
function titleOf(yaml: string): string | undefined {
  try {
    const { title } = parse(yaml, { logLevel: 'silent' }) as { title?: unknown }
    return typeof title === 'string' ? title.trim() : undefined
  } catch {
    return undefined
  }
}
