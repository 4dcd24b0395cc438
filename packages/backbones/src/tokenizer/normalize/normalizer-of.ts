import { UnsupportedError } from '@towerkit/core'
import { patternOf } from '../pattern/pattern-of.ts'
import { fieldsOf, flagOf, listOf, textOf } from '../read-fields.ts'
import { toByteLevel } from '../unicode/byte-level.ts'
import { codePointSet } from '../unicode/code-point-set.ts'
import { normalForm } from '../unicode/normal-form.ts'
import { referenceTables } from '../unicode/reference-tables.ts'
import { isWhiteSpace } from '../unicode/white-space.ts'
import { bertNormalizer, lowerCased, without } from './bert-normalizer.ts'
import { mapping, type Normalizer } from './normalizer.ts'
import { precompiled } from './precompiled.ts'
import { replacing } from './replacing.ts'

/**
 * Makes the `normalizer` of a tokenizer.json.
 *
 * @throws {DataError} if it is malformed; {UnsupportedError} if it is of a type that is not known.
 */
export function normalizerOf(json: unknown, part: string): Normalizer {
  const fields = fieldsOf(json, part)
  const type = textOf(fields['type'], `${part}.type`)
  switch (type) {
    case 'Sequence': {
      const steps = listOf(fields['normalizers'], `${part}.normalizers`).map((each, index) =>
        normalizerOf(each, `${part}.normalizers[${index}]`),
      )
      return piece => steps.reduce((current, step) => step(current), piece)
    }
    case 'BertNormalizer': {
      const lowercase = flagOf(fields['lowercase'], `${part}.lowercase`)
      return bertNormalizer({
        cleanText: flagOf(fields['clean_text'], `${part}.clean_text`),
        handleChineseCharacters: flagOf(fields['handle_chinese_chars'], `${part}.handle_chinese_chars`),
        stripAccents: flagOf(fields['strip_accents'] ?? lowercase, `${part}.strip_accents`),
        lowercase,
      })
    }
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
      return mapping(text => normalForm(text, type))
    case 'Lowercase':
      return mapping(lowerCased)
    case 'Strip':
      return strip(
        flagOf(fields['strip_left'], `${part}.strip_left`),
        flagOf(fields['strip_right'], `${part}.strip_right`),
      )
    case 'StripAccents': {
      const marks = codePointSet(referenceTables.combiningMark)
      return mapping(text => without(text, marks))
    }
    case 'Nmt':
      return mapping(text => text.replace(nmtRemoved, '').replace(nmtSpaces, ' '))
    case 'Replace':
      return replacing(patternOf(fields['pattern'], `${part}.pattern`), textOf(fields['content'], `${part}.content`))
    case 'Prepend': {
      const start = textOf(fields['prepend'], `${part}.prepend`)
      return ({ text, lead }) =>
        text === '' || start === '' ? { text, lead } : { text: start + text, lead: lead && start.length + lead }
    }
    case 'Precompiled':
      return precompiled(textOf(fields['precompiled_charsmap'], `${part}.precompiled_charsmap`), part)
    case 'ByteLevel':
      return mapping(toByteLevel)
    default:
      throw new UnsupportedError(
        `loadTokenizer: ${part} is a ${type}, which is not known. Use a tokenizer of another kind.`,
        { part, type },
      )
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Nmt removes.
const nmtRemoved = /[\x01-\x08\x0B\x0E-\x1F\x7F\x8F\x9F]/g
const nmtSpaces = /[\t\n\f\r\u1680\u200B-\u200F\u2028\u2029\u2581\uFEFF\uFFFD]/g

function strip(left: boolean, right: boolean): Normalizer {
  return piece => {
    const { text, lead } = piece
    let start = 0
    let end = text.length
    while (left && start < end && isWhiteSpace(text.charCodeAt(start))) start++
    while (right && end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--
    if (start === 0 && end === text.length) return piece
    return { text: text.slice(start, end), lead: Math.max(0, Math.min(lead - start, end - start)) }
  }
}
