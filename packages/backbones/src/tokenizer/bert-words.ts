import { bertNormalizer } from './normalize/bert-normalizer.ts'
import { splitterOf } from './split/splitter-of.ts'

/** Parts text into words as `BertNormalizer` and `BertPreTokenizer` of a tokenizer.json do. */
export function bertWords({ lowercase }: { readonly lowercase: boolean }): (text: string) => readonly string[] {
  const normalize = bertNormalizer({
    cleanText: true,
    handleChineseCharacters: true,
    stripAccents: lowercase,
    lowercase,
  })
  const split = splitterOf({ type: 'BertPreTokenizer' }, 'pre_tokenizer')
  return text => split([normalize({ text: text.toWellFormed(), lead: 0 })]).map(piece => piece.text)
}
