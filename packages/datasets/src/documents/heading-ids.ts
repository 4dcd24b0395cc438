import type markdownIt from 'markdown-it'

/** At the end of a heading: `{#id}` of Docusaurus, Pandoc and VitePress, `{: #id }` of kramdown. */
const mark = /[ \t]*\{:?[ \t]*#([\w:.-]+)[^}]*\}[ \t]*$/

/** Takes the ids that headings name, so that they are the anchors and no text. */
export function headingIds(markdown: ReturnType<typeof markdownIt>): void {
  markdown.core.ruler.before('inline', 'heading_ids', ({ tokens }) => {
    for (const [at, heading] of tokens.entries()) {
      const inline = heading.type === 'heading_open' ? tokens[at + 1] : undefined
      const [found, id] = (inline && mark.exec(inline.content)) || []
      if (inline === undefined || found === undefined || id === undefined) continue
      heading.attrSet('id', id)
      inline.content = inline.content.slice(0, -found.length)
    }
  })
}
