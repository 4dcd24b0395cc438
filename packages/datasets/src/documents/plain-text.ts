/** Gathers the text of a document as it would be seen: white space squeezed, a line for each block. */
export interface PlainText {
  /** @param preformatted Keeps the white space. */
  append(text: string, preformatted?: boolean): void
  /** What separates the text before from the text after, if there is any; the widest of several counts. */
  separate(by: Gap): void
  toString(): string
}

/** Nothing, a space, a new line, an empty line. */
type Gap = '' | ' ' | '\n' | '\n\n'

export function plainText(): PlainText {
  const pieces: string[] = []
  let gap: Gap = ''
  const separate = (by: Gap) => {
    if (width(by) > width(gap)) gap = by
  }
  const push = (text: string) => {
    if (pieces.length > 0) pieces.push(gap)
    pieces.push(text)
    gap = ''
  }
  return {
    separate,
    append: (text, preformatted = false) => {
      if (preformatted) return push(text)
      const squeezed = text.replace(/\s+/g, ' ')
      if (squeezed.startsWith(' ')) separate(' ')
      if (squeezed.trim() === '') return
      push(squeezed.trim())
      if (squeezed.endsWith(' ')) separate(' ')
    },
    toString: () => pieces.join('').trim(),
  }
}

function width(gap: Gap): number {
  return ['', ' ', '\n', '\n\n'].indexOf(gap)
}
