import { UnsupportedError } from '@towerkit/core'
import { matchesOf } from '../pattern/matches-of.ts'
import { patternOf } from '../pattern/pattern-of.ts'
import { characterOf, fieldsOf, flagOf, listOf, malformed, textOf, type Fields } from '../read-fields.ts'
import { metaspaceFields } from '../split/metaspace-splitter.ts'
import { fromByteLevel } from '../unicode/byte-level.ts'
import { cleanUp } from './clean-up.ts'

/** Turns tokens into the parts of a text. */
export type Decoder = (tokens: readonly string[]) => readonly string[]

/**
 * Makes the `decoder` of a tokenizer.json.
 *
 * @throws {DataError} if it is malformed; {UnsupportedError} if it is of a type that is not known.
 */
export function decoderOf(json: unknown, part = 'decoder'): Decoder {
  if ((json ?? null) === null) return tokens => [tokens.join(' ')]
  const fields = fieldsOf(json, part)
  const type = textOf(fields['type'], `${part}.type`)
  switch (type) {
    case 'Sequence': {
      const steps = listOf(fields['decoders'], `${part}.decoders`).map((each, index) =>
        decoderOf(each, `${part}.decoders[${index}]`),
      )
      return tokens => steps.reduce((current, step) => step(current), tokens)
    }
    case 'ByteLevel':
      return tokens => [
        utf8.decode(Uint8Array.from(tokens.flatMap(token => fromByteLevel(token) ?? [...encoder.encode(token)]))),
      ]
    case 'WordPiece':
      return wordPieces(textOf(fields['prefix'], `${part}.prefix`), flagOf(fields['cleanup'], `${part}.cleanup`))
    case 'Metaspace': {
      const { replacement, scheme } = metaspaceFields(fields, part)
      return tokens =>
        tokens.map((token, index) => token.replaceAll(replacement, index === 0 && scheme !== 'never' ? '' : ' '))
    }
    case 'BPEDecoder': {
      const suffix = textOf(fields['suffix'], `${part}.suffix`)
      return tokens => tokens.map((token, index) => token.replaceAll(suffix, index === tokens.length - 1 ? '' : ' '))
    }
    case 'CTC': {
      const pad = textOf(fields['pad_token'], `${part}.pad_token`)
      const delimiter = textOf(fields['word_delimiter_token'], `${part}.word_delimiter_token`)
      const cleans = flagOf(fields['cleanup'], `${part}.cleanup`)
      return tokens =>
        tokens
          .filter((token, index) => token !== tokens[index - 1])
          .map(token => token.replaceAll(pad, ''))
          .map(token => (cleans ? cleanUp(token).replaceAll(delimiter, ' ') : token))
          .filter(token => token !== '')
    }
    case 'Replace': {
      const pattern = patternOf(fields['pattern'], `${part}.pattern`)
      const content = textOf(fields['content'], `${part}.content`)
      return tokens =>
        tokens.map(token =>
          matchesOf(pattern, token)
            .map(({ start, end, matched }) => (matched ? content : token.slice(start, end)))
            .join(''),
        )
    }
    case 'Fuse':
      return tokens => [tokens.join('')]
    case 'Strip':
      return stripped(fields, part)
    case 'ByteFallback':
      return bytesTogether
    default:
      throw new UnsupportedError(
        `loadTokenizer: ${part} is a ${type}, which is not known. Use a tokenizer of another kind.`,
        { part, type },
      )
  }
}

const encoder = new TextEncoder()
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const strictUtf8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

function wordPieces(prefix: string, cleans: boolean): Decoder {
  return tokens =>
    tokens.map((token, index) => {
      const part = index === 0 ? token : token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`
      return cleans ? cleanUp(part) : part
    })
}

function stripped(fields: Fields, part: string): Decoder {
  const content = characterOf(fields['content'], `${part}.content`)
  const [atStart, atEnd] = ['start', 'stop'].map(name => {
    const count = fields[name]
    if (!(typeof count === 'number' && Number.isInteger(count) && count >= 0))
      malformed(`${part}.${name}`, count, 'a whole number')
    return count
  }) as [number, number]
  return tokens =>
    tokens.map(token => {
      const characters = [...token]
      let start = 0
      let end = characters.length
      while (start < Math.min(atStart, characters.length) && characters[start] === content) start++
      for (let count = 0; count < atEnd && end > start && characters[end - 1] === content; count++) end--
      return characters.slice(start, end).join('')
    })
}

/** Byte tokens next to each other are a text, or a replacement character each. */
function bytesTogether(tokens: readonly string[]): string[] {
  const parts: string[] = []
  let bytes: number[] = []
  const close = () => {
    if (bytes.length === 0) return
    try {
      parts.push(strictUtf8.decode(Uint8Array.from(bytes)))
    } catch {
      parts.push(...bytes.map(() => '\uFFFD'))
    }
    bytes = []
  }
  for (const token of tokens) {
    if (/^<0x[\dA-Fa-f]{2}>$/.test(token)) {
      bytes.push(parseInt(token.slice(3, 5), 16))
      continue
    }
    close()
    parts.push(token)
  }
  close()
  return parts
}
