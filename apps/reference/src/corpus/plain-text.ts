/** Doc tools write these sentences; they say nothing of the declaration. */
const boilerplate = [
  /\[MDN Reference\]\([^)]*\)/g,
  /Access by calling `[^`]*`\.?( See \S+)?/g,
  /^Class: \S+$/gm,
  /^Extends `[^`]*`$/gm,
]

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
}

/**
 * Turns the Markdown, HTML and inline tags of a doc comment into plain text.
 *
 * Code spans keep their backticks, so that a later step can tell code from words. Code blocks, pictures and addresses
 * go.
 *
 * @param comment Text of a doc comment without its block tags.
 * @returns Paragraphs parted by one blank line; none is empty.
 */
export function plainText(comment: string): string {
  let text = comment.replace(/\r\n?/g, '\n')
  // Lengths are bounded below, so that an opening mark without its end costs little.
  for (const pattern of boilerplate) text = text.replace(pattern, '')
  return (
    text
      .replace(/(```|~~~)[\s\S]*?(\1|$)/g, '\n\n')
      .replace(/<(pre|table)\b[\s\S]*?(<\/\1>|$)/gi, '\n\n')
      .replace(/<code>([\s\S]*?)<\/code>/gi, '`$1`')
      .replace(/\{@(?:link|linkcode|linkplain|code)\s+([^{}]{0,400})\}/g, (_, target: string) => linkText(target))
      .replace(/!\[[^\][]{0,400}\]\([^()]{0,400}\)/g, '')
      .replace(/\[([^\][]{0,400})\](?:\([^()]{0,400}\)|\[[^\][]{0,400}\])/g, '$1')
      .replace(/<br\s*\/?>|<\/?p>/gi, '\n\n')
      // A tag inside a code span is what the text is about.
      .replace(/(`[^`\n]{1,400}`)|<\/?[a-z][^<>]{0,800}>/gi, '$1')
      .replace(/https?:\/\/[^\s)"'<>]+/g, '')
      .replace(/&(?:lt|gt|quot|#39|nbsp|amp);/g, entity => entities[entity]!)
      .replace(/^[ \t]*(?:#{1,6}|>|[-*+]|\d+\.)[ \t]+/gm, '')
      .replace(/(\*\*|__)(?=\S)([\s\S]{0,400}?\S)\1/g, '$2')
      .replace(/(?<![\w*])([*_])(?=[^\s*_])([^*_\n]{0,400}[^\s*_])\1(?![\w*])/g, '$2')
      .split(/\n\s*\n/)
      .map(paragraph => paragraph.replace(/\s+/g, ' ').trim())
      .filter(paragraph => /\p{L}/u.test(paragraph))
      .join('\n\n')
  )
}

/** `{@link target|words}` and `{@link target words}` show the words; without words the target, as code. */
function linkText(target: string) {
  const [, name = '', words = ''] = /^([^\s|]*)[\s|]*([\s\S]*)$/.exec(target.trim()) ?? []
  if (words !== '') return words
  return /^https?:/.test(name) ? '' : `\`${name}\``
}
