import { requireKnownOptions, UnsupportedError } from '@towerkit/core'
import type { Fields } from '../read-fields.ts'
import { classParts, classTokens } from './class-parts.ts'
import { configuredProcessor } from './configured-processor.ts'
import { configuredTokens, contentOf, namedTokens } from './configured-tokens.ts'
import { tokenizerClass, type TokenizerClass } from './tokenizer-class.ts'

/** The files next to tokenizer.json; `{}` for those that are not there. */
export interface TokenizerSettings {
  /** config.json */
  readonly config: Fields
  /** tokenizer_config.json */
  readonly tokenizerConfig: Fields
  /** special_tokens_map.json */
  readonly specialTokens: Fields
}

const modelTypes: Readonly<Record<TokenizerClass, string>> = {
  bert: 'WordPiece',
  mpnet: 'WordPiece',
  roberta: 'BPE',
  qwen2: 'BPE',
  'xlm-roberta': 'Unigram',
  camembert: 'Unigram',
}

/**
 * Changes a tokenizer.json as transformers 5 does when it opens the folder: the classes of BERT, MPNet, RoBERTa,
 * XLM-R, CamemBERT and Qwen keep the vocabulary and the added tokens of the file only, and take lower-casing, accents,
 * ideographs, the leading space and the special tokens from tokenizer_config.json, or their own defaults.
 *
 * @param json tokenizer.json
 * @returns A new tokenizer.json, or the given one if the folder does not override it.
 * @throws {UnsupportedError} if special tokens are to be split as other text is.
 *
 * @example
 * loadTokenizer(configuredTokenizer(json, { config, tokenizerConfig: { do_lower_case: true }, specialTokens: {} }))
 */
export function configuredTokenizer(json: Fields, settings: TokenizerSettings): Fields {
  requireKnownOptions('configuredTokenizer', settings, { config: true, tokenizerConfig: true, specialTokens: true })
  const { config, tokenizerConfig, specialTokens } = settings
  if (tokenizerConfig['split_special_tokens'] === true)
    throw new UnsupportedError(
      'configuredTokenizer: tokenizer_config.json has split_special_tokens true, which is not done here. Set it ' +
        'to false.',
      { field: 'split_special_tokens' },
    )
  const model = Object(json['model']) as Fields
  const named = tokenizerClass(tokenizerConfig['tokenizer_class'] ?? config['tokenizer_class'], config['model_type'])
  // A file of another model than that of the class is left as it is.
  const kind = named !== undefined && (model['type'] ?? modelTypes[named]) === modelTypes[named] ? named : undefined
  const defaults = kind === undefined ? {} : classTokens[kind]
  const tokens = namedTokens(defaults, specialTokens, tokenizerConfig)
  const rebuilt =
    kind === undefined
      ? json
      : {
          ...json,
          ...classParts(kind, {
            model,
            normalizer: json['normalizer'],
            settings: tokenizerConfig,
            unknownToken: contentOf(tokens['unk_token']) ?? '',
          }),
        }
  const added = configuredTokens(json, { kind, tokens, tokenizerConfig })
  return configuredProcessor({ ...rebuilt, added_tokens: added }, { kind, tokens, tokenizerConfig })
}
