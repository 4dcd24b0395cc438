/** A token that is found in the text before anything else looks at it. */
export interface AddedTokenJson {
  readonly id: number
  readonly content: string
  readonly single_word: boolean
  readonly lstrip: boolean
  readonly rstrip: boolean
  readonly normalized: boolean
  readonly special: boolean
}

/** What `trainWordPiece` writes: a `tokenizer.json` as the libraries of Hugging Face read it. */
export interface WordPieceTokenizerJson {
  readonly version: '1.0'
  readonly truncation: null
  readonly padding: null
  readonly added_tokens: readonly AddedTokenJson[]
  readonly normalizer: {
    readonly type: 'BertNormalizer'
    readonly clean_text: boolean
    readonly handle_chinese_chars: boolean
    readonly strip_accents: boolean | null
    readonly lowercase: boolean
  }
  readonly pre_tokenizer: { readonly type: 'BertPreTokenizer' }
  readonly post_processor: {
    readonly type: 'TemplateProcessing'
    readonly single: readonly TemplatePiece[]
    readonly pair: readonly TemplatePiece[]
    readonly special_tokens: Readonly<Record<string, SpecialTokenJson>>
  }
  readonly decoder: { readonly type: 'WordPiece'; readonly prefix: string; readonly cleanup: boolean }
  readonly model: {
    readonly type: 'WordPiece'
    readonly unk_token: string
    readonly continuing_subword_prefix: string
    readonly max_input_chars_per_word: number
    /** Token to id; ids count from 0 without a gap, in the order of the keys. */
    readonly vocab: Readonly<Record<string, number>>
  }
}

export interface SpecialTokenJson {
  readonly id: string
  readonly ids: readonly number[]
  readonly tokens: readonly string[]
}

export type TemplatePiece =
  | { readonly SpecialToken: { readonly id: string; readonly type_id: number } }
  | { readonly Sequence: { readonly id: 'A' | 'B'; readonly type_id: number } }

/** Special tokens of every tokenizer trained here, in the order of their ids from 0. */
export const specialTokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const

/** Longest word, in characters; a longer one is `[UNK]`. */
export const maximumWordLength = 100

/** Puts a vocabulary into a `tokenizer.json` with BERT's normaliser, word splitter and `[CLS] … [SEP]` template. */
export function wordPieceTokenizerJson(
  tokens: readonly string[],
  { lowercase }: { readonly lowercase: boolean },
): WordPieceTokenizerJson {
  const special = (id: string, type_id = 0): TemplatePiece => ({ SpecialToken: { id, type_id } })
  const sequence = (id: 'A' | 'B', type_id: number): TemplatePiece => ({ Sequence: { id, type_id } })
  const template = (token: '[CLS]' | '[SEP]') => ({ id: token, ids: [specialTokens.indexOf(token)], tokens: [token] })
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]'), sequence('A', 0), special('[SEP]')],
      pair: [special('[CLS]'), sequence('A', 0), special('[SEP]'), sequence('B', 1), special('[SEP]', 1)],
      special_tokens: { '[CLS]': template('[CLS]'), '[SEP]': template('[SEP]') },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: maximumWordLength,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    },
  }
}
