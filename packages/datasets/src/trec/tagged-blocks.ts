import { DataError } from '@towerkit/core'
import type { ReadOptions } from '../read-options.ts'
import { textLines } from '../text-lines.ts'

/** Characters of the longest block that is held. */
const longestBlock = 1 << 26

/** What is between a tag and its end, and the line on which it begins. */
interface Block {
  readonly line: number
  readonly text: string
}

/**
 * The blocks of a file that are enclosed by a tag, on lines of their own or not; text between them is skipped.
 *
 * @param caller Public function, for messages.
 * @param tag In any case, such as 'DOC'.
 * @returns the text of each, with its tag and what attributes that has.
 * @throws {DataError} for a block that does not end before the next one or the file does, or has more than 67 million
 *   characters.
 */
export async function* taggedBlocks(
  caller: string,
  path: string,
  { tag, ...options }: ReadOptions & { readonly tag: string },
): AsyncGenerator<Block> {
  const edges = new RegExp(`<(/?)${tag}(?:\\s[^>]{0,1000})?>`, 'gi')
  let begun: { readonly line: number; readonly pieces: string[]; length: number } | undefined
  const unended = (line: number) =>
    new DataError(
      `${caller}: the <${tag}> at line ${line} of "${path}" does not end. Add </${tag}>; the file may be truncated.`,
      { path, line },
    )
  const take = (text: string) => {
    if (!begun) return
    begun.pieces.push(text)
    begun.length += text.length
    if (begun.length > longestBlock)
      throw new DataError(
        `${caller}: the <${tag}> at line ${begun.line} of "${path}" has more than ${longestBlock} characters. Add ` +
          `</${tag}>.`,
        { path, line: begun.line },
      )
  }
  for await (const { line, text } of textLines(caller, path, options)) {
    let from = 0
    for (const edge of text.matchAll(edges)) {
      if (edge[1] === '') {
        if (begun) throw unended(begun.line)
        begun = { line, pieces: [], length: 0 }
        from = edge.index
      } else if (begun) {
        take(text.slice(from, edge.index))
        yield { line: begun.line, text: begun.pieces.join('') }
        begun = undefined
      }
    }
    take(`${text.slice(from)}\n`)
  }
  if (begun) throw unended(begun.line)
}
