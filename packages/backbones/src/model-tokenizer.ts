import type { LoadedTextModel } from './load-text-model.ts'
import { loadTokenizer, type Tokenizer } from './tokenizer/tokenizer.ts'

/** The parts of a tokenizer, from `LoadedTextModel`. */
export interface TokenizerParts {
  /** The contents of tokenizer.json. */
  readonly tokenizer: object
  /** The contents of config.json. */
  readonly config: object
  readonly settings?: Partial<LoadedTextModel['settings']>
}

/**
 * The tokenizer of a model as its other files say it is used: with the padding token of tokenizer_config.json or
 * config.json, and on texts in lower case where sentence_bert_config.json has `do_lower_case`.
 *
 * @throws {DataError | UnsupportedError} as `loadTokenizer`.
 *
 * @example
 * const tokenizer = modelTokenizer(await loadTextModel('./all-MiniLM-L6-v2'))
 */
export function modelTokenizer({ tokenizer: json, config, settings }: TokenizerParts): Tokenizer {
  const { pad_token: padToken } = settings?.tokenizerConfig ?? {}
  const padId: unknown = Reflect.get(config, 'pad_token_id')
  const token: unknown = typeof padToken === 'object' && padToken !== null ? Reflect.get(padToken, 'content') : padToken
  const tokenizer = loadTokenizer(json, {
    padToken: typeof token === 'string' ? token : undefined,
    padId: typeof padId === 'number' ? padId : undefined,
  })
  if (settings?.transformer?.['do_lower_case'] !== true) return tokenizer
  return {
    ...tokenizer,
    encodeBatch: (texts, options) =>
      tokenizer.encodeBatch(
        texts.map(text => text.toLowerCase()),
        options,
      ),
    prefixLength: prompt => tokenizer.prefixLength(prompt.toLowerCase()),
  }
}
