import { Tokenizer } from '@huggingface/tokenizers'

/** The parts of the library that are used. (Its own declarations do not resolve under Node's module rules.) */
export interface LibraryTokenizer {
  readonly normalizer: { normalize(text: string): string } | null
  readonly pre_tokenizer: { pre_tokenize(text: string): string[] } | null
  encode(text: string, options: { readonly add_special_tokens: boolean }): { readonly ids: readonly number[] }
  decode(ids: readonly number[], options: { readonly skip_special_tokens: boolean }): string
}

/** The library's tokenizer; its errors are of many kinds. */
export function libraryTokenizer(json: object): LibraryTokenizer {
  return new Tokenizer(json, {}) as LibraryTokenizer
}
