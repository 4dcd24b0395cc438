import { libraryTokenizer } from './library-tokenizer.ts'
import { newerCharacters } from './newer-characters.ts'
import { specialTokens, wordPieceTokenizerJson } from './tokenizer-json.ts'

/**
 * Evens out where the JavaScript normaliser and the reference (the Rust crate) differ, before the text reaches it:
 * JavaScript lower-cases a final capital sigma to another letter than elsewhere in a word, and the normaliser looks at
 * UTF-16 halves, so it does not part CJK ideographs beyond the first 65,536 characters. The reference has older tables
 * of characters: newer ones become a letter that, as they, is in no vocabulary of this kind.
 */
export function evenOutBertText(
  text: string,
  { lowercase, ideographs }: { readonly lowercase: boolean; readonly ideographs: boolean },
): string {
  let result = text
  if (lowercase && result.includes('Σ')) result = result.replaceAll('Σ', 'σ')
  if (ideographs)
    result = result.replace(/[\u{20000}-\u{2A6DF}\u{2A700}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu, ' $& ')
  if (/[^\0-\u0600]/.test(result)) {
    result = result
      .replace(newerCharacters, newerLetter)
      .replace(/[\u1734\u{1171E}]/gu, '')
      .replace(/\u166D/g, ' $& ')
      .replace(/\u{111C9}/gu, ' \u2E18 ')
  }
  return result
}

/** U+A015, a syllable of Yi. */
const newerLetter = '\uA015'

/** Parts text into words as `BertNormalizer` and `BertPreTokenizer` of a tokenizer.json do. */
export function bertWords({ lowercase }: { readonly lowercase: boolean }): (text: string) => readonly string[] {
  const { normalizer, pre_tokenizer: splitter } = libraryTokenizer(wordPieceTokenizerJson(specialTokens, { lowercase }))
  return text => splitter!.pre_tokenize(normalizer!.normalize(evenOutBertText(text, { lowercase, ideographs: true })))
}
