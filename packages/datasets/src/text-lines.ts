import { DataError } from '@towerkit/core'
import type { ReadOptions } from './read-options.ts'
import { textChunks } from './text-chunks.ts'

/** Characters of the longest line that is read; a file without line ends would else be held whole. */
const longestLine = 1 << 26

/**
 * The lines of a UTF-8 file, counted from 1, without their ends; those of a `.gz` file decompressed.
 *
 * @param caller Public function that reads, for messages.
 * @throws {DataError} as `textChunks` does, and for a line that is too long.
 * @throws {AbortedError} at the signal.
 */
export async function* textLines(
  caller: string,
  path: string,
  options: ReadOptions = {},
): AsyncGenerator<{ readonly line: number; readonly text: string }> {
  let pieces: string[] = []
  let length = 0
  let line = 0
  for await (const chunk of textChunks(caller, path, options)) {
    const texts = chunk.split('\n')
    for (let i = 0; i < texts.length - 1; i++) {
      const text = pieces.join('') + texts[i]!
      pieces = []
      length = 0
      yield { line: ++line, text: text.endsWith('\r') ? text.slice(0, -1) : text }
    }
    pieces.push(texts.at(-1)!)
    length += texts.at(-1)!.length
    if (length > longestLine)
      throw new DataError(
        `${caller}: line ${line + 1} of "${path}" has more than ${longestLine} characters. Break it into lines.`,
        { path, line: line + 1 },
      )
  }
  if (length > 0) yield { line: line + 1, text: pieces.join('') }
}
