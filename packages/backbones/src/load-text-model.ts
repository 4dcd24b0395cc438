import { join } from 'node:path'
import { UnsupportedError } from '@towerkit/core'
import { loadBackbone, type LoadedBackbone } from './load-backbone.ts'
import { readJson } from './read-json.ts'

type Json = Readonly<Record<string, unknown>>

/** What a folder of a pretrained text model holds: weights, tokenizer, and how both are used. */
export interface LoadedTextModel extends LoadedBackbone {
  /** The contents of tokenizer.json. */
  readonly tokenizer: Json
  /** Longest text in tokens: what the folder says, up to the backbone's longest sequence. */
  readonly maxLength: number
  /** Contents of the files that say how tokenizer and model are used; `{}` for those that are not there. */
  readonly settings: {
    /** tokenizer_config.json */
    readonly tokenizerConfig: Json
    /** special_tokens_map.json */
    readonly specialTokens: Json
    /** sentence_bert_config.json */
    readonly transformer: Json
  }
}

/**
 * Reads the folder of a Transformer module of sentence-transformers, or a plain Hugging Face one, with its tokenizer.
 *
 * @throws {DataError | UnsupportedError} as `loadBackbone`; {UnsupportedError} where lower-casing is asked of the model
 *   and not of its tokenizer.
 *
 * @example
 * const { backbone, weights, tokenizer, maxLength } = await loadTextModel('./all-MiniLM-L6-v2')
 */
export async function loadTextModel(folder: string): Promise<LoadedTextModel> {
  const loaded = await loadBackbone(folder)
  const transformer = await transformerSettings(folder)
  const tokenizerConfig = await readJson(join(folder, 'tokenizer_config.json'), {})
  const specialTokens = await readJson(join(folder, 'special_tokens_map.json'), {})
  if (transformer['do_lower_case'] === true)
    throw new UnsupportedError(
      'loadTextModel: sentence_bert_config.json has do_lower_case true. Set it to false and make the tokenizer ' +
        'lower-case.',
      { field: 'do_lower_case' },
    )
  return {
    ...loaded,
    tokenizer: await readJson(join(folder, 'tokenizer.json')),
    maxLength: lengthOf([transformer['max_seq_length'], tokenizerConfig['model_max_length']], loaded.backbone.longest),
    settings: { tokenizerConfig, specialTokens, transformer },
  }
}

/** Old versions of sentence-transformers named the file after the architecture. */
async function transformerSettings(folder: string): Promise<Json> {
  for (const type of ['bert', 'roberta', 'distilbert', 'xlm-roberta', 'camembert', 'mpnet']) {
    const settings = await readJson(join(folder, `sentence_${type}_config.json`), {})
    if (Object.keys(settings).length > 0) return settings
  }
  return {}
}

/** The first length that is one: tokenizers without a limit say 10³⁰. */
function lengthOf(lengths: readonly unknown[], longest: number): number {
  const known = lengths.find(
    (length): length is number => typeof length === 'number' && Number.isSafeInteger(length) && length > 0,
  )
  return Math.min(known ?? longest, longest)
}
