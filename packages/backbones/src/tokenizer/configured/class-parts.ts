import type { Fields } from '../read-fields.ts'
import type { TokenizerClass } from './tokenizer-class.ts'

/** The special tokens that a class has where nobody names others. */
export const classTokens: Readonly<Record<TokenizerClass, Readonly<Record<string, string>>>> = {
  bert: { unk_token: '[UNK]', sep_token: '[SEP]', pad_token: '[PAD]', cls_token: '[CLS]', mask_token: '[MASK]' },
  mpnet: sentencePieceTokens('[UNK]'),
  roberta: sentencePieceTokens('<unk>'),
  'xlm-roberta': sentencePieceTokens('<unk>'),
  camembert: sentencePieceTokens('<unk>'),
  qwen2: { unk_token: '<|endoftext|>', eos_token: '<|endoftext|>', pad_token: '<|endoftext|>' },
}

function sentencePieceTokens(unk_token: string) {
  return {
    bos_token: '<s>',
    eos_token: '</s>',
    sep_token: '</s>',
    cls_token: '<s>',
    unk_token,
    pad_token: '<pad>',
    mask_token: '<mask>',
  }
}

const wordsOfQwen =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|" +
  '\\s+(?!\\S)|\\s+'

/** What a class takes from the folder. */
export interface ClassInputs {
  /** `vocab` and `merges` of the model. */
  readonly model: Fields
  readonly normalizer: unknown
  /** tokenizer_config.json */
  readonly settings: Fields
  readonly unknownToken: string
}

/** The normaliser, splitter, model and decoder that transformers 5 gives a tokenizer of a class. */
export function classParts(kind: TokenizerClass, { model, normalizer, settings, unknownToken }: ClassInputs): Fields {
  switch (kind) {
    case 'bert':
    case 'mpnet':
      return {
        normalizer: {
          type: 'BertNormalizer',
          clean_text: true,
          handle_chinese_chars: settings['tokenize_chinese_chars'] ?? true,
          strip_accents: settings['strip_accents'] ?? null,
          lowercase: settings['do_lower_case'] ?? true,
        },
        pre_tokenizer: { type: 'BertPreTokenizer' },
        decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
        model: {
          type: 'WordPiece',
          unk_token: unknownToken,
          continuing_subword_prefix: '##',
          max_input_chars_per_word: 100,
          vocab: model['vocab'],
        },
      }
    case 'roberta':
      return {
        normalizer: null,
        pre_tokenizer: byteLevel(settings['add_prefix_space'] ?? false, true),
        decoder: byteLevel(true, true),
        model: bytePairs(model),
      }
    case 'qwen2':
      return {
        normalizer: { type: 'NFC' },
        pre_tokenizer: {
          type: 'Sequence',
          pretokenizers: [
            { type: 'Split', pattern: { Regex: wordsOfQwen }, behavior: 'Isolated', invert: false },
            byteLevel(settings['add_prefix_space'] ?? false, false),
          ],
        },
        decoder: byteLevel(true, true),
        model: bytePairs(model),
      }
    case 'xlm-roberta':
    case 'camembert': {
      const scheme = (settings['add_prefix_space'] ?? true) === true ? 'always' : 'never'
      const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: scheme, split: true }
      const entries = model['vocab'] as readonly (readonly unknown[])[]
      const unknown = kind === 'camembert' ? entries.findIndex(([token]) => token === unknownToken) : 3
      return {
        normalizer: charsmapOf(normalizer),
        pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] },
        decoder: metaspace,
        model: { type: 'Unigram', unk_id: Math.max(0, unknown), vocab: entries, byte_fallback: false },
      }
    }
  }
}

function byteLevel(addPrefixSpace: unknown, useRegex: boolean) {
  return { type: 'ByteLevel', add_prefix_space: addPrefixSpace, trim_offsets: true, use_regex: useRegex }
}

function bytePairs({ vocab, merges }: Fields) {
  return {
    type: 'BPE',
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: '',
    end_of_word_suffix: '',
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
    vocab,
    merges,
  }
}

/** The compiled table of a normaliser; a class uses nothing else of it. */
function charsmapOf(normalizer: unknown): unknown {
  const steps = [normalizer, Reflect.get(Object(normalizer), 'normalizers') as unknown].flat()
  return steps.find(step => Reflect.get(Object(step), 'type') === 'Precompiled') ?? null
}
