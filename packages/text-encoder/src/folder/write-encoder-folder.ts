import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { requireKnownOptions } from '@towerkit/core'
import { textBackbone } from '@towerkit/backbones'
import { writeFileAtomically, writeSafetensors } from '@towerkit/runtime'
import { encoderOnnx } from './encoder-onnx.ts'
import { classOf, type EncoderModule } from './encoder-modules.ts'
import type { EncoderSettings, TextEncoderParts } from '../text-encoder-parts.ts'
import { poolingConfig } from './pooling-settings.ts'
import { writeAveraging } from './layer-averaging.ts'
import { kindsOf, writeDenseModules } from './write-dense-modules.ts'
import { writeJson } from './write-json.ts'

/** Options of `save`. */
export interface SaveOptions {
  /** Writes onnx/model.onnx, which other runtimes load. A file of that kind holds up to 2 GB. Default true. */
  readonly onnx?: boolean
  /**
   * Writes quantised models too: 8 bits as onnx/model_quantized.onnx, 4 bits as onnx/model_q4.onnx, the names of
   * transformers.js ('q8', 'q4'). Default: none.
   */
  readonly quantized?: readonly (4 | 8)[]
}

/** File names by bits. */
const onnxNames = { 32: 'model.onnx', 8: 'model_quantized.onnx', 4: 'model_q4.onnx' } as const

const classes: Readonly<Record<string, string>> = {
  bert: 'BertModel',
  roberta: 'RobertaModel',
  'xlm-roberta': 'XLMRobertaModel',
  camembert: 'CamembertModel',
  mpnet: 'MPNetModel',
  distilbert: 'DistilBertModel',
  modernbert: 'ModernBertModel',
  qwen2: 'Qwen2Model',
  qwen3: 'Qwen3Model',
}

/** For tokenizers that come without a configuration: those of `trainWordPiece`. */
const ownTokens = {
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  pad_token: '[PAD]',
  unk_token: '[UNK]',
  mask_token: '[MASK]',
}
const tokenFields = ['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token']

/**
 * Writes a folder that sentence-transformers, transformers, Optimum, transformers.js and this package read. Each file
 * is written whole or not at all.
 *
 * @throws {UnsupportedError} if the weights do not fit into an ONNX file and `onnx` is not false.
 */
export async function writeEncoderFolder(
  folder: string,
  parts: TextEncoderParts,
  options: SaveOptions = {},
): Promise<void> {
  requireKnownOptions('save', options, { onnx: true, quantized: true })
  const modules = await writeEncoderModules(folder, parts, {
    ...options,
    pathOf: (kind, i) => (i === 0 ? '' : `${i}_${kind}`),
  })
  await writePromptSettings(folder, parts)
  // Last, because it is what makes the folder one: a folder that was not finished has no modules.json.
  await writeJson(
    join(folder, 'modules.json'),
    modules.map(({ kind, path }, idx) => ({ idx, name: String(idx), path, type: classOf(kind) })),
  )
}

/** Options of `writeEncoderModules`. */
export interface WriteModulesOptions extends SaveOptions {
  /** Folder of a module within the model, by its kind and position. */
  readonly pathOf: (kind: string, place: number) => string
}

/** Writes the modules of an encoder, and says which ones and where. */
export async function writeEncoderModules(
  folder: string,
  parts: TextEncoderParts,
  { onnx = true, quantized = [], pathOf }: WriteModulesOptions,
): Promise<EncoderModule[]> {
  const { network, weights, normalize, maxLength } = parts
  const { config, dense } = network
  const backbone = textBackbone(config)
  const { averagedFrom } = network
  const averaging = averagedFrom === undefined ? [] : ['WeightedLayerPooling']
  const kinds = ['Transformer', ...averaging, 'Pooling', ...kindsOf(dense), ...(normalize ? ['Normalize'] : [])]
  const modules = kinds.map((kind, i): EncoderModule => ({ kind, path: pathOf(kind, i) }))
  const [inner, ...after] = modules.map(({ path }) => join(folder, path)) as [string, ...string[]]
  if (averagedFrom !== undefined) await writeAveraging(after.shift()!, backbone, { first: averagedFrom, weights })
  const [pooling, ...others] = after as [string, ...string[]]
  const models = [...(onnx ? [32 as const] : []), ...quantized].map(bits => ({
    name: onnxNames[bits],
    model: encoderOnnx(backbone, weights, bits),
  }))
  await Promise.all(
    [inner, pooling, ...others, ...(models.length > 0 ? [join(inner, 'onnx')] : [])].map(path =>
      mkdir(path, { recursive: true }),
    ),
  )

  for (const { name, model } of models) await writeFileAtomically(join(inner, 'onnx', name), [model])
  await writeSafetensors(
    join(inner, 'model.safetensors'),
    Object.fromEntries(Object.entries(weights).filter(([name]) => !/^(dense\.|layer_weights$)/.test(name))),
    { metadata: { format: 'pt' } },
  )
  await writeDenseModules(others, { layers: dense, weights }, backbone.width * network.pooling.length)
  await writeSettings(inner, parts)
  await writeJson(join(pooling, 'config.json'), poolingConfig(network, backbone.width))
  await writeJson(join(inner, 'sentence_bert_config.json'), {
    ...parts.settings?.transformer,
    max_seq_length: maxLength,
  })
  return modules
}

/** Writes config_sentence_transformers.json. */
export async function writePromptSettings(
  folder: string,
  {
    settings,
    prompts,
    defaultPrompt,
  }: Pick<TextEncoderParts, 'prompts' | 'defaultPrompt'> & {
    readonly settings?: Partial<Pick<EncoderSettings, 'whole'>>
  },
): Promise<void> {
  await writeJson(join(folder, 'config_sentence_transformers.json'), {
    similarity_fn_name: 'cosine',
    ...settings?.whole,
    prompts,
    default_prompt_name: defaultPrompt ?? null,
  })
}

async function writeSettings(
  folder: string,
  { network: { config }, tokenizer, settings, maxLength }: TextEncoderParts,
): Promise<void> {
  // Code that the original folder brought is not here, and all weights are float32 now.
  const { auto_map: _code, torch_dtype: _old, dtype: _new, ...kept } = config as Record<string, unknown>
  await writeJson(join(folder, 'config.json'), {
    ...kept,
    architectures: [classes[textBackbone(config).type]],
    dtype: 'float32',
  })
  await writeJson(join(folder, 'tokenizer.json'), tokenizer)
  const known =
    settings && Object.keys(settings.tokenizerConfig).length > 0
      ? settings.tokenizerConfig
      : { tokenizer_class: 'PreTrainedTokenizerFast', ...ownTokens }
  await writeJson(join(folder, 'tokenizer_config.json'), { ...known, model_max_length: maxLength })
  const tokens = Object.fromEntries(
    Object.entries(known).filter(([field, token]) => tokenFields.includes(field) && token !== null),
  )
  await writeJson(join(folder, 'special_tokens_map.json'), { ...tokens, ...settings?.specialTokens })
}
