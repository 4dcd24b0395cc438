import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, UnsupportedError } from '@towerkit/core'
import type { Weight } from '@towerkit/graph'
import { readSafetensors, writeFileAtomically, writeSafetensors, type Tensors } from '@towerkit/runtime'
import { parseBertConfig } from './bert-config.ts'
import { networkParameters, type Pooling, type TextNetwork } from './bert-network.ts'
import type { TextEncoderParts } from './text-encoder.ts'

interface Module { readonly type: string; readonly path: string }

/** Prefixes under which checkpoints keep BERT's own weights. */
const prefixes = ['', 'bert.', 'model.']

/**
 * Reads a sentence-transformers folder.
 *
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for modules that this version cannot run.
 */
export async function readEncoderFolder(folder: string): Promise<TextEncoderParts> {
  const config = parseBertConfig(await readJson(join(folder, 'config.json')))
  const tokenizer = await readJson(join(folder, 'tokenizer.json')) as object
  const modules = (await readJson(join(folder, 'modules.json'), []) as Module[]).map(({ type, path }) => ({ kind: type.split('.').at(-1)!, path }))
  const unknown = modules.find(({ kind }) => !['Transformer', 'Pooling', 'Dense', 'Normalize'].includes(kind))
  if (unknown) throw new UnsupportedError(`textEncoder: modules.json has a module ${unknown.kind}. This version reads Transformer, Pooling, Dense and Normalize.`, { module: unknown.kind })
  const find = (kind: string) => modules.find(module => module.kind === kind)

  const pooling = poolingOf(find('Pooling') && await readJson(join(folder, find('Pooling')!.path, 'config.json')))
  const dense = find('Dense') && await readDense(join(folder, find('Dense')!.path))
  const network: TextNetwork = { config, pooling, dimensions: dense?.dimensions ?? config.hidden_size }
  const { tensors } = await readSafetensors(join(folder, 'model.safetensors'))
  const settings = await readJson(join(folder, 'sentence_bert_config.json'), {}) as { max_seq_length?: number }
  const { prompts = {} } = await readJson(join(folder, 'config_sentence_transformers.json'), {}) as { prompts?: Record<string, string> }
  return {
    network,
    tokenizer,
    weights: weightsOf(network, { ...tensors, ...dense?.tensors }, folder),
    maxLength: Math.min(settings.max_seq_length ?? config.max_position_embeddings, config.max_position_embeddings),
    normalize: find('Normalize') !== undefined,
    prompts: { query: prompts['query'] ?? '', document: prompts['document'] ?? '' },
  }
}

/** Writes a folder that sentence-transformers and this package read. Each file is written whole or not at all. */
export async function writeEncoderFolder(folder: string, { network, tokenizer, weights, maxLength, normalize, prompts }: TextEncoderParts): Promise<void> {
  const { config, pooling, dimensions } = network
  const hasDense = dimensions !== config.hidden_size
  const kinds = ['Transformer', 'Pooling', ...(hasDense ? ['Dense'] : []), ...(normalize ? ['Normalize'] : [])]
  const paths = kinds.map((kind, i) => i === 0 ? '' : `${i}_${kind}`)
  await Promise.all(paths.map(path => mkdir(join(folder, path), { recursive: true })))

  const own = Object.entries(weights).filter(([name]) => !name.startsWith('dense.'))
  await writeSafetensors(join(folder, 'model.safetensors'), Object.fromEntries(own), { metadata: { format: 'pt' } })
  if (hasDense) {
    const dense = Object.entries(weights).filter(([name]) => name.startsWith('dense.')).map(([name, tensor]) => [name.slice('dense.'.length), tensor])
    await writeSafetensors(join(folder, '2_Dense', 'model.safetensors'), Object.fromEntries(dense), { metadata: { format: 'pt' } })
    await writeJson(join(folder, '2_Dense', 'config.json'), { in_features: config.hidden_size, out_features: dimensions, bias: true, activation_function: 'torch.nn.modules.linear.Identity' })
  }
  await writeJson(join(folder, 'config.json'), { architectures: ['BertModel'], hidden_act: 'gelu', attention_probs_dropout_prob: config.hidden_dropout_prob, ...config })
  await writeJson(join(folder, 'tokenizer.json'), tokenizer)
  await writeJson(join(folder, 'tokenizer_config.json'), { tokenizer_class: 'PreTrainedTokenizerFast', model_max_length: maxLength, cls_token: '[CLS]', sep_token: '[SEP]', pad_token: '[PAD]', unk_token: '[UNK]', mask_token: '[MASK]' })
  await writeJson(join(folder, 'sentence_bert_config.json'), { max_seq_length: maxLength, do_lower_case: false })
  await writeJson(join(folder, 'config_sentence_transformers.json'), { prompts, default_prompt_name: null, similarity_fn_name: 'cosine' })
  await writeJson(join(folder, '1_Pooling', 'config.json'), { word_embedding_dimension: config.hidden_size, pooling_mode_cls_token: pooling === 'cls', pooling_mode_mean_tokens: pooling === 'mean' })
  // Last, because it is what makes the folder one: a folder that was not finished has no modules.json.
  await writeJson(join(folder, 'modules.json'), kinds.map((kind, idx) => ({ idx, name: String(idx), path: paths[idx], type: `sentence_transformers.models.${kind}` })))
}

function poolingOf(config: unknown): Pooling {
  const settings = (config ?? { pooling_mode_mean_tokens: true }) as Record<string, unknown>
  const modes = Object.entries(settings).filter(([name, value]) => name.startsWith('pooling_mode_') && value === true).map(([name]) => name)
  const mode = typeof settings['pooling_mode'] === 'string' ? settings['pooling_mode'] : modes.join(' and ')
  if (mode === 'pooling_mode_mean_tokens' || mode === 'mean') return 'mean'
  if (mode === 'pooling_mode_cls_token' || mode === 'cls') return 'cls'
  throw new UnsupportedError(`textEncoder: the pooling is ${mode || 'none'}. This version pools by mean or by the first token.`, { mode })
}

async function readDense(folder: string): Promise<{ dimensions: number; tensors: Tensors }> {
  const config = await readJson(join(folder, 'config.json')) as { out_features: number; activation_function: string; bias?: boolean }
  if (!config.activation_function.endsWith('Identity') || config.bias === false) {
    throw new UnsupportedError(`textEncoder: the Dense module has the activation ${config.activation_function}${config.bias === false ? ' and no bias' : ''}. This version reads Identity with a bias.`)
  }
  const { tensors } = await readSafetensors(join(folder, 'model.safetensors'))
  return { dimensions: config.out_features, tensors: Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`dense.${name}`, tensor])) }
}

/** The network's parameters among the tensors of a checkpoint, as float32. Tensors that the network does not use are left out. */
function weightsOf(network: TextNetwork, tensors: Tensors, folder: string): Record<string, Weight> {
  return Object.fromEntries(networkParameters(network).list().map(({ name, shape }) => {
    const found = prefixes.map(prefix => tensors[prefix + name]).find(tensor => tensor !== undefined)
    if (!found) throw new DataError(`textEncoder: the weights in "${folder}" lack "${name}". The checkpoint does not belong to config.json.`, { name, folder })
    if (found.dtype !== 'float32') throw new UnsupportedError(`textEncoder: "${name}" is ${found.dtype}. This version reads float32 and bfloat16 weights.`, { name })
    if (found.shape.join() !== shape.join()) throw new DataError(`textEncoder: "${name}" is [${found.shape}], config.json wants [${shape}].`, { name })
    // A copy of its own: training changes it in place.
    return [name, { dtype: 'float32', shape, data: (found.data as Float32Array).slice() }]
  }))
}

async function readJson(path: string, fallback?: unknown): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' && fallback !== undefined) return undefined
    throw new DataError(`textEncoder: "${path}" cannot be read: ${cause.message}.`, { path, cause })
  })
  if (text === undefined) return fallback
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new DataError(`textEncoder: "${path}" is not JSON: ${(cause as Error).message}.`, { path, cause })
  }
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomically(path, [new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`)])
}
