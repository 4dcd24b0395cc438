import { ArgumentError, type EncodeOptions, type Encoder, type Vectors } from '@towerkit/core'
import { createParameters, Graph, initialize, l2Normalize, writeOnnx, type Tower, type Weight } from '@towerkit/graph'
import { createSessionPool, type SessionPool, type SessionPoolOptions } from '@towerkit/runtime'
import type { BertConfig } from './bert-config.ts'
import { buildTextNetwork, networkParameters, textInputs, type Pooling, type TextNetwork } from './bert-network.ts'
import { encodeTexts } from './encode-texts.ts'
import { readEncoderFolder, writeEncoderFolder } from './encoder-folder.ts'
import { pad } from './tokenizer/pad.ts'
import { loadTokenizer } from './tokenizer/tokenizer.ts'

/** What a text encoder is made of: everything that its folder holds. */
export interface TextEncoderParts {
  readonly network: TextNetwork
  /** The contents of tokenizer.json. */
  readonly tokenizer: object
  /** By the parameter names of the network. */
  readonly weights: Readonly<Record<string, Weight>>
  /** Texts are cut to this many tokens. */
  readonly maxLength: number
  /** Scales embeddings to unit length. */
  readonly normalize: boolean
  /** Put before queries and before documents. */
  readonly prompts: { readonly query: string; readonly document: string }
}

/** Options of all ways to get a text encoder. */
export interface TextEncoderOptions {
  /** Name of its tower; needed where several encoders are trained together. Default 'encoder'. */
  readonly name?: string
  /** Workers, threads and device. */
  readonly session?: SessionPoolOptions
}

/** Options of `encode`. */
export interface EncodeTextOptions extends EncodeOptions {
  /** Default: as the encoder was saved. Raw embeddings are what `embeddingDistillation` wants of a teacher. */
  readonly normalize?: boolean
}

/** Texts to vectors, trainable. */
export interface TextEncoder extends Encoder<string>, AsyncDisposable {
  readonly parts: TextEncoderParts
  encode(texts: Iterable<string> | AsyncIterable<string>, options?: EncodeTextOptions): Promise<Vectors>
  /** `encode` with the query prompt in front of each text. */
  encodeQueries(texts: Iterable<string> | AsyncIterable<string>, options?: EncodeTextOptions): Promise<Vectors>
  /** `encode` with the document prompt in front of each text. */
  encodeDocuments(texts: Iterable<string> | AsyncIterable<string>, options?: EncodeTextOptions): Promise<Vectors>
  /** Its tower, for `train`: all columns of texts share it. The columns 'teacher', 'label', 'score', 'ignore', 'group', 'id', 'negativeId', 'logQ' and 'negativeLogQ' hold numbers. */
  tower(column: string): Tower<string> | undefined
  /** Writes a sentence-transformers folder. */
  save(folder: string): Promise<void>
}

/**
 * Opens a sentence-transformers folder: config.json, tokenizer.json, model.safetensors, modules.json, pooling.
 *
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for parts that this version cannot run.
 *
 * @example
 * await using encoder = await textEncoder('./my-encoder')
 * const vectors = await encoder.encode(['how do I watch a file?'])
 */
export async function textEncoder(folder: string, options: TextEncoderOptions = {}): Promise<TextEncoder> {
  return textEncoderOf(await readEncoderFolder(folder), options)
}

/** Options of `createTextEncoder`. */
export interface CreateTextEncoderOptions extends TextEncoderOptions {
  readonly config: BertConfig
  readonly tokenizer: object
  /** Default 'mean'. */
  readonly pooling?: Pooling
  /** Length of the embeddings. Default: hidden_size. */
  readonly dimensions?: number
  /** Default: max_position_embeddings. */
  readonly maxLength?: number
  /** Default true. */
  readonly normalize?: boolean
  readonly prompts?: TextEncoderParts['prompts']
  /** Source of the first weights. Default 0. */
  readonly seed?: number
}

/** A new encoder with random weights. */
export function createTextEncoder(options: CreateTextEncoderOptions): TextEncoder {
  const { config, tokenizer, pooling = 'mean', dimensions = config.hidden_size, maxLength = config.max_position_embeddings, normalize = true, prompts = { query: '', document: '' }, seed = 0 } = options
  const network = { config, pooling, dimensions }
  const weights = initialize(networkParameters(network), { seed })
  return textEncoderOf({ network, tokenizer, weights, maxLength, normalize, prompts }, options)
}

/** An encoder of given parts. Two encoders of the same parts share their weights; copy them with `structuredClone` to train one. */
export function textEncoderOf(parts: TextEncoderParts, { name = 'encoder', session = {} }: TextEncoderOptions = {}): TextEncoder {
  const { network, weights, maxLength, prompts } = parts
  const { dimensions } = network
  const tokenizer = loadTokenizer(parts.tokenizer)
  if (tokenizer.vocabularySize > network.config.vocab_size) {
    throw new ArgumentError(`textEncoder: the tokenizer has ${tokenizer.vocabularySize} tokens, the network ${network.config.vocab_size} rows for them. Use the tokenizer of this network.`, { tokenizer: tokenizer.vocabularySize, network: network.config.vocab_size })
  }
  // One pool for unit vectors and one for raw ones, made on first use and again after the weights have changed.
  const pools = new Map<boolean, Promise<SessionPool>>()
  const closePools = async () => {
    const open = [...pools.values()]
    pools.clear()
    await Promise.all(open.map(async pool => (await pool).close()))
  }
  const poolFor = (normalize: boolean) => {
    const known = pools.get(normalize) ?? createSessionPool(servingModel(parts, normalize), session)
    pools.set(normalize, known)
    return known
  }
  const encode: TextEncoder['encode'] = async (texts, { normalize = parts.normalize, ...options } = {}) =>
    encodeTexts(texts, { ...options, tokenizer, maxLength, dimensions, pool: await poolFor(normalize) })

  const collate = (texts: readonly string[]): Readonly<Record<string, Weight>> => {
    const { inputIds, attentionMask, batch, sequence } = pad(tokenizer.encodeBatch(texts, { maxLength }).ids, { padId: tokenizer.padId })
    return {
      input_ids: { dtype: 'int64', shape: [batch, sequence], data: inputIds },
      attention_mask: { dtype: 'int64', shape: [batch, sequence], data: attentionMask },
    }
  }
  const tower: Tower<string> = {
    name,
    dimensions,
    weights,
    inputs: textInputs,
    tables: { 'embeddings.word_embeddings.weight': ['input_ids'] },
    collate,
    build: (parameters, inputs, { seed }) => buildTextNetwork(parameters, network, inputs, seed),
    updated: () => void closePools(),
  }
  return {
    parts,
    dimensions,
    encode,
    encodeQueries: (texts, options) => encode(withPrompt(texts, prompts.query), options),
    encodeDocuments: (texts, options) => encode(withPrompt(texts, prompts.document), options),
    tower: column => ['teacher', 'label', 'score', 'ignore', 'group', 'id', 'negativeId', 'logQ', 'negativeLogQ'].includes(column) ? undefined : tower,
    save: folder => writeEncoderFolder(folder, parts),
    close: closePools,
    [Symbol.asyncDispose]: closePools,
  }
}

function withPrompt(texts: Iterable<string> | AsyncIterable<string>, prompt: string): Iterable<string> | AsyncIterable<string> {
  if (prompt === '') return texts
  if (Array.isArray(texts)) return texts.map(text => prompt + text)
  return (async function* () { for await (const text of texts) yield prompt + text })()
}

function servingModel({ network, weights }: TextEncoderParts, normalize: boolean): Uint8Array {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const inputs = Object.fromEntries(Object.entries(textInputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]))
  const raw = buildTextNetwork(parameters, network, inputs)
  graph.output('embeddings', normalize ? l2Normalize(raw) : raw)
  return writeOnnx(graph, { weights })
}
