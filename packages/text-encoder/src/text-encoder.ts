import { availableParallelism } from 'node:os'
import { ArgumentError } from '@towerkit/core'
import {
  loadTokenizer,
  modelFolder,
  textBackbone,
  type DownloadModelOptions,
  type Tokenizer,
} from '@towerkit/backbones'
import { embeddingAfter, flattenPositions, initialize, writeOnnx, type Tower } from '@towerkit/graph'
import { createSessionPool, servedGraphs, type SessionPool, type SessionPoolOptions } from '@towerkit/runtime'
import { encodeWindows } from './encode-windows.ts'
import type { Pooling } from './pooling.ts'
import { aText, promptedEncoder, trainingPrompt, type PromptedEncoder } from './prompted-encoder.ts'
import { readEncoderFolder } from './folder/read-encoder-folder.ts'
import type { TextEncoderParts } from './text-encoder-parts.ts'
import { servingGraph, withPrecision, type ServingGraphOptions } from './serving-graph.ts'
import {
  buildTextNetwork,
  networkDimensions,
  networkInputs,
  networkParameters,
  type TextNetwork,
} from './text-network.ts'
import { textTensors } from './text-tensors.ts'
import { writeEncoderFolder, type SaveOptions } from './folder/write-encoder-folder.ts'

/** Options of all ways to get a text encoder. */
export interface TextEncoderOptions {
  /** Name of its tower; needed where several encoders are trained together. Default 'encoder'. */
  readonly name?: string
  /** Workers, threads and device. */
  readonly session?: SessionPoolOptions
  /**
   * Serves with quantised weights: 8 is faster and a quarter of the size, 4 an eighth, both less exact; see
   * `quantizationReport`. Default 32.
   */
  readonly bits?: 4 | 8 | 32
}

/** Options of `textEncoder`. */
export interface OpenTextEncoderOptions extends TextEncoderOptions {
  /** For a model of the hub: revision, cache, token, progress, ... */
  readonly download?: DownloadModelOptions
}

/** Texts to vectors, trainable. */
export interface TextEncoder extends PromptedEncoder {
  readonly parts: TextEncoderParts
  readonly tokenizer: Tokenizer
  /** Its tower, for `train`: all columns of texts share it, each with the prompt of its side. */
  tower(column: string): Tower<string>
  /** Writes a folder that sentence-transformers, Optimum and transformers.js load. */
  save(folder: string, options?: SaveOptions): Promise<void>
}

/**
 * Opens a sentence-transformers or Hugging Face folder: config.json, tokenizer.json, model.safetensors, modules.json,
 * pooling.
 *
 * @param model Path of a folder, or, where there is none, org/name on the hub.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for parts that this version cannot run.
 *
 * @example
 * await using encoder = await textEncoder('./my-encoder')
 * const vectors = await encoder.encode(['how do I watch a file?'])
 */
export async function textEncoder(model: string, options: OpenTextEncoderOptions = {}): Promise<TextEncoder> {
  return textEncoderOf(await readEncoderFolder(await modelFolder(model, options.download)), options)
}

/** Options of `createTextEncoder`. */
export interface CreateTextEncoderOptions extends TextEncoderOptions {
  /** Contents of a config.json of any supported architecture, such as a `BertConfig`. */
  readonly config: object
  readonly tokenizer: object
  /** Default 'mean'; 'lasttoken' for causal architectures. */
  readonly pooling?: Pooling
  /**
   * Length of the embeddings; where it is not the backbone's width, a linear map follows the pooling. Default: the
   * width.
   */
  readonly dimensions?: number
  /** Default: the longest sequence of the backbone. */
  readonly maxLength?: number
  /** Default true. */
  readonly normalize?: boolean
  /** By name: `query`, `document`. Default: none. */
  readonly prompts?: TextEncoderParts['prompts']
  /** Source of the first weights. Default 0. */
  readonly seed?: number
}

/** A new encoder with random weights. */
export function createTextEncoder(options: CreateTextEncoderOptions): TextEncoder {
  const { config, tokenizer, normalize = true, prompts = { query: '', document: '' }, seed = 0 } = options
  const backbone = textBackbone(config)
  const {
    pooling = backbone.causal ? 'lasttoken' : 'mean',
    dimensions = backbone.width,
    maxLength = backbone.longest,
  } = options
  const dense = dimensions === backbone.width ? [] : [{ dimensions, bias: true, activation: 'Identity' as const }]
  const network: TextNetwork = { config, pooling: [pooling], dense, includePrompt: true }
  const weights = initialize(networkParameters(network), { seed })
  return textEncoderOf({ network, tokenizer, weights, maxLength, normalize, prompts }, options)
}

/**
 * An encoder of given parts. Two encoders of the same parts share their weights; copy them with `structuredClone` to
 * train one.
 */
export function textEncoderOf(
  parts: TextEncoderParts,
  { name = 'encoder', session = {}, bits = 32 }: TextEncoderOptions = {},
): TextEncoder {
  const { network, weights, maxLength, prompts } = parts
  const backbone = textBackbone(network.config)
  const dimensions = networkDimensions(network)
  const { tokenizer, tokenize, tensors } = tokenizerOf(parts)
  if (tokenizer.vocabularySize > backbone.vocabulary) {
    throw new ArgumentError(
      `textEncoder: the tokenizer has ${tokenizer.vocabularySize} tokens, the network ${backbone.vocabulary} rows ` +
        'for them. Use the tokenizer of this network.',
      { tokenizer: tokenizer.vocabularySize, network: backbone.vocabulary },
    )
  }
  if (!(Number.isInteger(maxLength) && maxLength >= 1 && maxLength <= backbone.longest)) {
    throw new ArgumentError(
      `textEncoder: maxLength is ${maxLength}, the network's longest sequence ${backbone.longest}. Give a whole ` +
        'number from 1 up to it.',
      { maxLength, longest: backbone.longest },
    )
  }
  const graphs = servedGraphs<SessionPool>(session)
  /** For unit vectors and for raw ones, with padding and without. */
  const poolFor = (normalize: boolean, even: boolean) =>
    graphs.open(`${normalize ? 'unit' : 'raw'} ${even ? 'even' : 'padded'}`, budget =>
      createSessionPool(servingModel(parts, { normalize, even, bits }), {
        ...(even ? bulkSession(weights, session) : session),
        budget,
      }),
    )
  const encoder = promptedEncoder({
    dimensions,
    normalize: parts.normalize,
    prompts,
    defaultPrompt: parts.defaultPrompt,
    windows: (texts, { normalize, prompt, ...options }) =>
      encodeWindows(texts, {
        ...options,
        tokenize,
        dimensions,
        threads: session.threads,
        tensors: rows => tensors(rows, prompt),
        pool: even => poolFor(normalize, even),
      }),
    close: graphs.close,
  })
  const depths = new Map<string, number | undefined>([
    ['embedding', undefined],
    ...backbone.blocks.map((_, i) => [embeddingAfter(i + 1), i + 1] as const),
  ])
  const tower: Tower<string> = {
    name,
    item: aText,
    outputs: Object.fromEntries([...depths.keys()].map(output => [output, ['batch', dimensions]])),
    weights,
    inputs: networkInputs(network),
    tables: { [backbone.table]: ['input_ids'] },
    collate(texts, context) {
      const prompt = trainingPrompt(parts, context)
      return tensors(tokenize(texts.map(text => prompt + text)), prompt)
    },
    build: (parameters, inputs, { seed, outputs }) =>
      Object.fromEntries(
        outputs.map(output => [
          output,
          buildTextNetwork(parameters, network, { inputs, seed, depth: depths.get(output) }),
        ]),
      ),
    updated: () => void graphs.renew(),
  }
  return {
    ...encoder,
    parts,
    tokenizer,
    tower: () => tower,
    save: (folder, options) => writeEncoderFolder(folder, parts, options),
  }
}

function tokenizerOf({ network, settings, maxLength, tokenizer: json }: TextEncoderParts) {
  const { pad_token: padToken, padding_side, truncation_side } = settings?.tokenizerConfig ?? {}
  const padId: unknown = Reflect.get(network.config, 'pad_token_id')
  const token: unknown = typeof padToken === 'object' && padToken !== null ? Reflect.get(padToken, 'content') : padToken
  const tokenizer = loadTokenizer(json, {
    padToken: typeof token === 'string' ? token : undefined,
    padId: typeof padId === 'number' ? padId : undefined,
  })
  const cutSide = truncation_side === 'left' ? 'left' : 'right'
  const tokenize = (texts: readonly string[]) => {
    const { ids } = tokenizer.encodeBatch(texts, { maxLength, cutSide })
    // A tokenizer without special tokens makes nothing of an empty text, and a network needs a token.
    return ids.map(row => (row.length === 0 ? Int32Array.of(tokenizer.padId) : row))
  }
  const tensors = (rows: readonly Int32Array[], prompt: string) =>
    textTensors(rows, {
      network,
      tokenizer,
      paddingSide: padding_side === 'left' ? 'left' : 'right',
      promptLength: network.includePrompt || prompt === '' ? 0 : tokenizer.prefixLength(prompt),
    })
  return { tokenizer, tokenize, tensors }
}

/**
 * Two workers for many texts, where the caller has not said how many: threads of two runs do not wait for each other
 * after each operation, which costs half of the time on a machine that is busy with other things too. A worker holds
 * all weights, so large models have one.
 */
function bulkSession(weights: TextEncoderParts['weights'], session: SessionPoolOptions): SessionPoolOptions {
  const bytes = Object.values(weights).reduce((sum, { data }) => sum + data.byteLength, 0)
  const isFree = session.workers === undefined && session.threads === undefined && availableParallelism() > 1
  return isFree && bytes <= 2 ** 28 ? { ...session, workers: 2 } : session
}

function servingModel(
  parts: TextEncoderParts,
  { bits, ...options }: ServingGraphOptions & { readonly bits: 4 | 8 | 32 },
): Uint8Array {
  const { graph, weights } = withPrecision(servingGraph(parts, options), parts.weights, bits)
  return writeOnnx(bits === 32 ? flattenPositions(graph) : graph, { weights })
}
