import { UnsupportedError } from '@towerkit/core'
import { matchesOf, type Match } from '../pattern/matches-of.ts'
import { patternOf } from '../pattern/pattern-of.ts'
import { known } from '../pattern/unicode-property.ts'
import { characterOf, choiceOf, fieldsOf, flagOf, listOf, malformed, textOf } from '../read-fields.ts'
import { codePointSet } from '../unicode/code-point-set.ts'
import { referenceTables } from '../unicode/reference-tables.ts'
import { isWhiteSpace, whiteSpace } from '../unicode/white-space.ts'
import { byteLevelSplitter } from './byte-level-splitter.ts'
import { cut, cutBehaviors, slice } from './cut.ts'
import { metaspaceSplitter } from './metaspace-splitter.ts'
import { charactersOf, eachPiece, type Splitter } from './splitter.ts'

/**
 * Makes the `pre_tokenizer` of a tokenizer.json.
 *
 * @throws {DataError} if it is malformed; {UnsupportedError} if it is of a type that is not known.
 */
export function splitterOf(json: unknown, part: string): Splitter {
  const fields = fieldsOf(json, part)
  const type = textOf(fields['type'], `${part}.type`)
  switch (type) {
    case 'Sequence': {
      const steps = listOf(fields['pretokenizers'], `${part}.pretokenizers`).map((each, index) =>
        splitterOf(each, `${part}.pretokenizers[${index}]`),
      )
      return pieces => steps.reduce((current, step) => step(current), pieces)
    }
    case 'BertPreTokenizer':
      return bertSplitter()
    case 'ByteLevel':
      return byteLevelSplitter({
        addPrefixSpace: flagOf(fields['add_prefix_space'], `${part}.add_prefix_space`),
        useRegex: flagOf(fields['use_regex'], `${part}.use_regex`, true),
      })
    case 'Delimiter':
    case 'CharDelimiterSplit': {
      const delimiter = characterOf(fields['delimiter'], `${part}.delimiter`).codePointAt(0)
      return byCharacter(codePoint => codePoint === delimiter, 'Removed')
    }
    case 'Digits':
      return byCharacter(
        isNumeric,
        flagOf(fields['individual_digits'], `${part}.individual_digits`) ? 'Isolated' : 'Contiguous',
      )
    case 'FixedLength': {
      const length = fields['length'] ?? 5
      if (!(typeof length === 'number' && Number.isInteger(length) && length > 0))
        malformed(`${part}.length`, length, 'a whole number above 0')
      return fixedLength(length)
    }
    case 'Metaspace':
      return metaspaceSplitter(fields, part)
    case 'Punctuation': {
      const behavior = choiceOf(fields['behavior'] ?? 'Isolated', `${part}.behavior`, cutBehaviors)
      return byCharacter(codePointSet(referenceTables.punctuation), behavior)
    }
    case 'Split': {
      const pattern = patternOf(fields['pattern'], `${part}.pattern`)
      const behavior = choiceOf(fields['behavior'], `${part}.behavior`, cutBehaviors)
      const inverted = flagOf(fields['invert'], `${part}.invert`)
      return eachPiece(piece => {
        const matches = matchesOf(pattern, piece.text)
        return cut(piece, inverted ? matches.map(invert) : matches, behavior)
      })
    }
    case 'Whitespace': {
      const words = whitespaceWords()
      return eachPiece(piece => cut(piece, matchesOf(words, piece.text).map(invert), 'Removed'))
    }
    case 'WhitespaceSplit':
      return byCharacter(isWhiteSpace, 'Removed')
    default:
      throw new UnsupportedError(
        `loadTokenizer: ${part} is a ${type}, which is not known. Use a tokenizer of another kind.`,
        { part, type },
      )
  }
}

/** Words without white space, and each character of punctuation for itself. */
function bertSplitter(): Splitter {
  const punctuation = codePointSet(referenceTables.punctuation)
  return eachPiece(piece => {
    const { text } = piece
    const pieces = []
    let start = 0
    for (let at = 0; at < text.length; ) {
      const codePoint = text.codePointAt(at)!
      const next = at + (codePoint > 0xffff ? 2 : 1)
      const isMark = punctuation(codePoint)
      if (isMark || isWhiteSpace(codePoint)) {
        if (start < at) pieces.push(slice(piece, start, at))
        if (isMark) pieces.push(slice(piece, at, next))
        start = next
      }
      at = next
    }
    if (start < text.length) pieces.push(slice(piece, start, text.length))
    return pieces
  })
}

function byCharacter(matches: (codePoint: number) => boolean, behavior: (typeof cutBehaviors)[number]): Splitter {
  return eachPiece(piece => cut(piece, charactersOf(piece.text, matches), behavior))
}

function fixedLength(length: number): Splitter {
  return eachPiece(piece => {
    const pieces = []
    let start = 0
    let count = 0
    let at = 0
    for (const character of piece.text) {
      at += character.length
      if (++count % length > 0 && at < piece.text.length) continue
      pieces.push(slice(piece, start, at))
      start = at
    }
    return pieces
  })
}

/** Numbers of every kind, letters that are numbers included. */
function isNumeric(codePoint: number): boolean {
  if (codePoint < 0x80) return codePoint >= 48 && codePoint <= 57
  return /^\p{N}$/u.test(String.fromCodePoint(codePoint))
}

function whitespaceWords(): RegExp {
  const word = known('\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}')
  return new RegExp(`${word}+|[^${word}${whiteSpace}]+`, 'gv')
}

function invert({ start, end, matched }: Match): Match {
  return { start, end, matched: !matched }
}
