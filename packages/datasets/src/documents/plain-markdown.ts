/** Code that opens at the start of a line with three marks or more. */
const fence = /^( {0,3})(`{3,}|~{3,})[^`\n]*$/

/** A line that begins or ends a block of its own look: `:::tip Title`, `:::`. */
const container = /^ {0,3}:{3,}[ \t]*(?:[\w-]+)?[ \t]*(?:\{[^}]*\})?[ \t]*(?:\[([^\]]*)\])?[ \t]*(.*)$/

/** Marks of template languages, of which nothing is seen: `{{< note >}}`, `{% include x %}`. */
const templateMark = /\{\{[<%][^]{0,1000}?[%>]\}\}|\{%[^]{0,1000}?%\}/g

/** A tag of a component, whose attributes may hold `>` in quotes; or of a fragment. */
const component = /<\/?(?:[A-Z][\w.]*(?:"[^"]*"|'[^']*'|[^'"<>])*)?>/g

/**
 * Markdown as CommonMark knows it, of what site generators make more of: imports, exports and components of MDX,
 * containers (`:::tip`), and marks of templates go, and what they hold stays. Code is not changed.
 *
 * @param mdx Also expressions in braces and components go, which other Markdown does not have.
 */
export function plainMarkdown(markdown: string, { mdx }: { readonly mdx: boolean }): string {
  return outsideCode(withoutModules(markdown, mdx), text => {
    const contained = text.replace(new RegExp(container, 'gm'), (_, label: string | undefined, rest: string) =>
      label || rest ? `\n${label ?? rest}\n` : '',
    )
    const seen = contained.replace(templateMark, '')
    return mdx ? withoutExpressions(seen).replace(component, ' ') : seen
  })
}

/** Leaves out imports, and in MDX exports, that begin a line after an empty one, up to the next empty line. */
function withoutModules(markdown: string, mdx: boolean): string {
  const statement = mdx
    ? /^(?:import\s+[\w*{'"]|export\s+(?:default|const|let|var|function|async|class|\{|\*))/
    : /^import\s+(?:[\w*{][^'"]*\bfrom\s+)?['"][^'"]+['"]/
  const lines = markdown.split('\n')
  const seen: string[] = []
  let isCode = false
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    if (fence.test(line)) isCode = !isCode
    const isStart = at === 0 || lines[at - 1]!.trim() === ''
    if (isCode || !isStart || !statement.test(line)) seen.push(line)
    else at = endOfModule(lines, at) - 1
  }
  return seen.join('\n')
}

/** Lines that an export may have: further on none is looked for. */
const mostLines = 200

/** The first empty line at which every bracket is closed; the first one of all if they never are. */
function endOfModule(lines: readonly string[], start: number): number {
  let depth = 0
  let firstEmpty = lines.length
  const last = Math.min(lines.length, start + mostLines)
  for (let at = start; at < last; at++) {
    const line = lines[at]!
    if (line.trim() === '') {
      if (depth <= 0) return at
      firstEmpty = Math.min(firstEmpty, at)
    }
    depth += (line.match(/[{([]/g)?.length ?? 0) - (line.match(/[})\]]/g)?.length ?? 0)
  }
  return depth <= 0 ? last : Math.min(firstEmpty, last)
}

const closedFence = /^ {0,3}(?<marks>`{3,}|~{3,})[^\n]*\n(?:[^]*?\n)?? {0,3}\k<marks>[`~]*[ \t]*$/
const openFence = /^ {0,3}(?:`{3,}|~{3,})[^]*/
/** Within one paragraph. */
const span = /(?<!`)(?<ticks>`{1,20})(?!`)(?:(?!\n[ \t]*\n)[^])*?(?<!`)\k<ticks>(?!`)/

/** Changes what is neither in a block of code nor in a span of it. */
function outsideCode(markdown: string, change: (text: string) => string): string {
  const code = new RegExp(`${closedFence.source}|${openFence.source}|${span.source}`, 'gm')
  let changed = ''
  let end = 0
  for (const { 0: found, index } of markdown.matchAll(code)) {
    changed += change(markdown.slice(end, index)) + found
    end = index + found.length
  }
  return changed + change(markdown.slice(end))
}

/** Leaves out what is in braces, and in braces within; not the id of a heading, nor a brace that stays open. */
function withoutExpressions(text: string): string {
  const open: number[] = []
  const outermost: { readonly start: number; readonly end: number }[] = []
  for (const { 0: brace, index } of text.matchAll(/\{#[\w:.-]+\}|[{}]/g)) {
    if (brace === '{') open.push(index)
    const start = brace === '}' ? open.pop() : undefined
    if (start === undefined) continue
    while (outermost.length > 0 && outermost.at(-1)!.start > start) outermost.pop()
    outermost.push({ start, end: index + 1 })
  }
  let seen = ''
  let at = 0
  for (const { start, end } of outermost) {
    seen += text.slice(at, start)
    at = end
  }
  return seen + text.slice(at)
}
