import { codePointSet, type CodePointSet } from '../unicode/code-point-set.ts'
import { normalForm } from '../unicode/normal-form.ts'
import { referenceTables } from '../unicode/reference-tables.ts'
import { isWhiteSpace } from '../unicode/white-space.ts'
import { mapping, type Normalizer } from './normalizer.ts'

export interface BertNormalizerOptions {
  /** Removes controls and makes every white space a space. */
  readonly cleanText: boolean
  /** Puts spaces around CJK ideographs. */
  readonly handleChineseCharacters: boolean
  readonly stripAccents: boolean
  readonly lowercase: boolean
}

let removed: CodePointSet | undefined
let nonspacing: CodePointSet | undefined
/** Characters that no step changes, but for letters to be lower-cased. */
const plain = /^[ -~]*$/
const ideographs = new RegExp(
  '[\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF\\u{20000}-\\u{2A6DF}\\u{2A700}-\\u{2B73F}' +
    '\\u{2B740}-\\u{2B81F}\\u{2B920}-\\u{2CEAF}\\u{2F800}-\\u{2FA1F}]',
  'gu',
)

/** `BertNormalizer`: four steps, each of which can be left out. */
export function bertNormalizer(options: BertNormalizerOptions): Normalizer {
  const { cleanText, handleChineseCharacters, stripAccents, lowercase } = options
  return mapping(text => {
    if (plain.test(text)) return lowercase ? text.toLowerCase() : text
    let result = text
    if (cleanText) result = cleaned(text, (removed ??= codePointSet(referenceTables.removed)))
    if (handleChineseCharacters) result = result.replace(ideographs, ' $& ')
    if (stripAccents) {
      nonspacing ??= codePointSet(referenceTables.nonspacingMark)
      result = without(normalForm(result, 'NFD'), nonspacing)
    }
    return lowercase ? lowerCased(result) : result
  })
}

/** Lower case character by character: a final sigma is a sigma as any other. */
export function lowerCased(text: string): string {
  return (text.includes('Σ') ? text.replaceAll('Σ', 'σ') : text).toLowerCase()
}

/** The text without the characters of a set. */
export function without(text: string, set: CodePointSet): string {
  let result = ''
  let kept = 0
  for (let at = 0; at < text.length; ) {
    const codePoint = text.codePointAt(at)!
    const next = at + (codePoint > 0xffff ? 2 : 1)
    if (set(codePoint)) {
      result += text.slice(kept, at)
      kept = next
    }
    at = next
  }
  return kept === 0 ? text : result + text.slice(kept)
}

function cleaned(text: string, set: CodePointSet): string {
  const rest = without(text, set)
  let result = ''
  let kept = 0
  for (let at = 0; at < rest.length; at++) {
    const unit = rest.charCodeAt(at)
    if (unit === 32 || !isWhiteSpace(unit)) continue
    result += `${rest.slice(kept, at)} `
    kept = at + 1
  }
  return kept === 0 ? rest : result + rest.slice(kept)
}
