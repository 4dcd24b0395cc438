import { join } from 'node:path'
import { requireKnownOptions } from '@towerkit/core'
import { loadBackbone, type LoadedBackbone } from './load-backbone.ts'
import type { DownloadModelOptions } from './hub/hub-options.ts'
import { modelFolder } from './hub/model-folder.ts'
import { loraAdapter, type LoraAdapter } from './lora-adapter.ts'
import { readJson } from './read-json.ts'
import { readTokenizer } from './read-tokenizer.ts'
import { requireNoOwnCode } from './require-no-own-code.ts'

type Json = Readonly<Record<string, unknown>>

/** What a folder of a pretrained text model holds: weights, tokenizer, and how both are used. */
export interface LoadedTextModel extends LoadedBackbone {
  /** tokenizer.json as the other files of the folder change it: see `configuredTokenizer`. */
  readonly tokenizer: Json
  /** Of a folder with an adapter: the model that was adapted; `weights` have the changes. */
  readonly adapts?: string
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

/** Options of `loadTextModel`. */
export interface LoadTextModelOptions {
  /**
   * Opens a model that brings code of its own (`auto_map` in config.json or tokenizer_config.json) as the architecture
   * that its `model_type` names; the code is not run. Default false: it is refused.
   */
  readonly ignoreCode?: boolean
  /** Of the folder of a PEFT adapter: path or name of the model that was adapted. Default: the one that it names. */
  readonly base?: string
  /** For a base of the hub: revision, cache, token, progress, ... */
  readonly download?: DownloadModelOptions
}

/**
 * Reads the folder of a Transformer module of sentence-transformers, or a plain Hugging Face one, with its tokenizer;
 * or that of a LoRA adapter of PEFT, whose changes are added to the weights of its base.
 *
 * @throws {DataError | UnsupportedError} as `loadBackbone`; {UnsupportedError} for a model with code of its own.
 *
 * @example
 * const { backbone, weights, tokenizer, maxLength } = await loadTextModel('./all-MiniLM-L6-v2')
 */
export async function loadTextModel(folder: string, options: LoadTextModelOptions = {}): Promise<LoadedTextModel> {
  const { ignoreCode = false, base } = requireKnownOptions<LoadTextModelOptions>('loadTextModel', options, {
    ignoreCode: true,
    base: true,
    download: true,
  })
  const adapter = await loraAdapter(folder, base)
  if (adapter) return loadAdapted(folder, adapter, options)
  const settings = await modelSettings(folder)
  if (!ignoreCode)
    requireNoOwnCode({
      'config.json': await readJson(join(folder, 'config.json')),
      'tokenizer_config.json': settings.tokenizerConfig,
    })
  const loaded = await loadBackbone(folder)
  const { tokenizerConfig, specialTokens } = settings
  return {
    ...loaded,
    tokenizer: await readTokenizer(folder, { config: loaded.config, tokenizerConfig, specialTokens }),
    maxLength: savedLength(settings, loaded.backbone.longest),
    settings,
  }
}

/** The base with the changes of an adapter; files next to the adapter take precedence over those of the base. */
async function loadAdapted(
  folder: string,
  adapter: LoraAdapter,
  { ignoreCode = false, download = {} }: LoadTextModelOptions,
): Promise<LoadedTextModel> {
  const model = await loadTextModel(await modelFolder(adapter.base, download), { ignoreCode, download })
  await adapter.merge(model.weights)
  const own = await modelSettings(folder)
  const settings = Object.fromEntries(
    Object.entries(model.settings).map(([name, known]) => {
      const json = own[name as keyof typeof own]
      return [name, Object.keys(json).length > 0 ? json : known]
    }),
  ) as unknown as LoadedTextModel['settings']
  return {
    ...model,
    settings,
    tokenizer: await readJson(join(folder, 'tokenizer.json'), model.tokenizer),
    maxLength: savedLength(settings, model.backbone.longest),
    adapts: adapter.base,
  }
}

/** Reads the files that say how the model of a folder is used; `{}` for those that are not there. */
export async function modelSettings(folder: string): Promise<LoadedTextModel['settings']> {
  const transformer = await transformerSettings(folder)
  const tokenizerConfig = await readJson(join(folder, 'tokenizer_config.json'), {})
  const specialTokens = await readJson(join(folder, 'special_tokens_map.json'), {})
  return { tokenizerConfig, specialTokens, transformer }
}

/** Old versions of sentence-transformers named the file after the architecture. */
async function transformerSettings(folder: string): Promise<Json> {
  for (const type of ['bert', 'roberta', 'distilbert', 'xlm-roberta', 'camembert', 'mpnet']) {
    const settings = await readJson(join(folder, `sentence_${type}_config.json`), {})
    if (Object.keys(settings).length > 0) return settings
  }
  return {}
}

/**
 * Longest text in tokens by the settings of a folder, up to `longest`: the first length that is one, for tokenizers
 * without a limit say 10³⁰.
 */
export function savedLength({ transformer, tokenizerConfig }: LoadedTextModel['settings'], longest: number): number {
  const known = [transformer['max_seq_length'], tokenizerConfig['model_max_length']].find(
    (length): length is number => typeof length === 'number' && Number.isSafeInteger(length) && length > 0,
  )
  return Math.min(known ?? longest, longest)
}
