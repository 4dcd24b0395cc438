import { joinedWord } from './joined-word.ts'

/** A run of characters of a page, as PDF.js gives it. */
export interface PdfItem {
  readonly str: string
  readonly hasEOL: boolean
  /** The last two are the position on the page, the second of them upwards. */
  readonly transform: readonly number[]
  readonly width: number
  readonly height: number
}

interface Line {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly bottom: number
  readonly height: number
}

/** Largest distance between lines of a paragraph, in heights of the letters. */
const largestGap = 1.6
/** Share of its column's longest line that a line must reach to continue in the next one. */
const fullLine = 0.75

/**
 * The text of a page: lines that were broken only because they were full go on in one line, and words that were divided
 * at their ends are whole again.
 */
export function pdfText(items: readonly PdfItem[]): string {
  const lines = linesOf(items)
  const whole = lines.map(({ text }) => text).join('\n')
  let page = ''
  let text = lines[0]?.text ?? ''
  for (const [i, line] of lines.entries()) {
    const next = lines[i + 1]
    const joined = next && joinedWord(text, next.text, whole)
    // What follows a divided word belongs to its line, whether that is full or not.
    const isOne = joined !== undefined || (next !== undefined && goesOn(line, next, lines))
    page += isOne ? `${(joined?.before ?? text).trimEnd()}${joined ? '' : ' '}` : `${text}\n`
    text = joined?.after ?? next?.text ?? ''
  }
  return page.trim()
}

function linesOf(items: readonly PdfItem[]): Line[] {
  const lines: Line[] = []
  let open: PdfItem[] = []
  const close = () => {
    const shown = open.filter(({ str }) => str.trim() !== '')
    const text = open.map(({ str }) => str).join('')
    const [first] = shown
    if (first !== undefined) {
      lines.push({
        text,
        left: first.transform[4]!,
        right: Math.max(...shown.map(({ transform, width }) => transform[4]! + width)),
        bottom: first.transform[5]!,
        height: Math.max(...shown.map(({ height }) => height)),
      })
    }
    open = []
  }
  for (const item of items) {
    open.push(item)
    if (item.hasEOL) close()
  }
  close()
  return lines
}

/**
 * Whether a line has been broken because it was full: the next one lies below it in letters of the same size, and it is
 * about as long as its column is wide.
 */
function goesOn(line: Line, next: Line, lines: readonly Line[]): boolean {
  const gap = line.bottom - next.bottom
  if (gap <= 0 || gap > largestGap * line.height || Math.abs(next.height - line.height) > 0.1 * line.height)
    return false
  const column = lines.filter(({ left }) => Math.abs(left - line.left) < 3 * line.height)
  return line.right - line.left >= fullLine * (Math.max(...column.map(({ right }) => right)) - line.left)
}
