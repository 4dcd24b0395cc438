import { posix } from 'node:path'

/** What gives a title in the markup of text files, by their endings. */
const titles: Readonly<Record<string, RegExp>> = {
  // A line between or over lines of one mark, which are as long at least.
  '.rst': /^(?:([=\-~^"#*+])\1{2,}\n)?[ \t]*(\S[^\n]*)\n([=\-~^"#*+])\3{2,}$/m,
  '.adoc': /^=[ \t]+(\S[^\n]*)$/m,
  '.asciidoc': /^=[ \t]+(\S[^\n]*)$/m,
  '.org': /^#\+title:[ \t]*(\S[^\n]*)$/im,
  '.tex': /\\title(?:\[[^\]\n]*\])?\{([^{}\n]+)\}/,
}

/** Characters of a file in which its title stands. */
const start = 4_000

/** The title that reStructuredText, AsciiDoc, Org or LaTeX gives; empty if none. */
export function markupTitle(path: string, text: string): string {
  const found = titles[posix.extname(path).toLowerCase()]?.exec(text.slice(0, start))
  if (!found) return ''
  const [, first = '', second] = found
  return (second ?? first).trim()
}
