import { availableParallelism } from 'node:os'
import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { textBackbone, type Tokenizer } from '@towerkit/backbones'
import { embeddingAfter, flattenPositions, writeOnnx, type Tower } from '@towerkit/graph'
import { createSessionPool, servedGraphs, type SessionPool, type SessionPoolOptions } from '@towerkit/runtime'
import { encodeWindows } from './encode-windows.ts'
import { writeEncoderFolder, type SaveOptions } from './folder/write-encoder-folder.ts'
import { aText, promptedEncoder, trainingPrompt, type PromptedEncoder } from './prompted-encoder.ts'
import { servingGraph, withPrecision, type ServingGraphOptions } from './serving-graph.ts'
import type { TextEncoderParts } from './text-encoder-parts.ts'
import { buildTextNetwork, networkDimensions, networkInputs } from './text-network.ts'
import { textTokens } from './text-tokens.ts'

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
 * An encoder of given parts. Two encoders of the same parts share their weights; copy them with `structuredClone` to
 * train one.
 */
export function textEncoderOf(parts: TextEncoderParts, options: TextEncoderOptions = {}): TextEncoder {
  const {
    name = 'encoder',
    session = {},
    bits = 32,
  } = requireKnownOptions<TextEncoderOptions>('textEncoderOf', options, { name: true, session: true, bits: true })
  const { network, weights, maxLength, prompts } = parts
  const backbone = textBackbone(network.config)
  const dimensions = networkDimensions(network)
  const { tokenizer, tokenize, tensors } = textTokens(parts)
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
    ...(parts.source !== undefined && { source: parts.source }),
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

/**
 * Two workers for many texts, unless the caller says how many: threads of two runs do not wait for each other after
 * each operation, which costs half of the time on a machine that is busy with other things too. A worker holds all
 * weights, so large models have one.
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
