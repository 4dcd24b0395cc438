import type { Piece } from '../normalize/normalizer.ts'
import { matchesOf } from '../pattern/matches-of.ts'
import { known } from '../pattern/unicode-property.ts'
import { toByteLevel } from '../unicode/byte-level.ts'
import { whiteSpace } from '../unicode/white-space.ts'
import { cut } from './cut.ts'
import type { Splitter } from './splitter.ts'

let words: RegExp | undefined
/** Characters that represent themselves. */
const plain = /^[!-~]*$/

/** `ByteLevel`: the words of GPT-2, each as the characters of its bytes. */
export function byteLevelSplitter({
  addPrefixSpace,
  useRegex,
}: {
  readonly addPrefixSpace: boolean
  readonly useRegex: boolean
}): Splitter {
  const inBytes = ({ text, lead }: Piece): Piece => {
    if (plain.test(text)) return { text, lead }
    const bytes = toByteLevel(text)
    return { text: bytes, lead: lead === 0 ? 0 : toByteLevel(text.slice(0, lead)).length }
  }
  return pieces =>
    pieces.flatMap(piece => {
      const start =
        addPrefixSpace && !piece.text.startsWith(' ')
          ? { text: ` ${piece.text}`, lead: piece.lead && piece.lead + 1 }
          : piece
      if (!useRegex) return [inBytes(start)]
      words ??= wordsOfGpt2()
      return cut(start, matchesOf(words, start.text), 'Isolated').map(inBytes)
    })
}

function wordsOfGpt2(): RegExp {
  const letter = known('\\p{L}')
  const number = known('\\p{N}')
  const rest = `[^${whiteSpace}${letter}${number}]`
  const space = `[${whiteSpace}]`
  return new RegExp(
    `'s|'t|'re|'ve|'m|'ll|'d| ?${letter}+| ?${number}+| ?${rest}+|${space}+(?!${space.replace('[', '[^')})|${space}+`,
    'gv',
  )
}
