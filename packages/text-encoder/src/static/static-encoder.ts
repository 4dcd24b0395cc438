import { ArgumentError, DataError, type Vectors, requireKnownOptions } from '@towerkit/core'
import { loadTokenizer, modelFolder, pad, textInputs } from '@towerkit/backbones'
import { createParameters, embedding, Graph, initialize, meanPooling, type Tower, type Weight } from '@towerkit/graph'
import { attendRows } from './attend-rows.ts'
import { denseHead } from '../dense-head.ts'
import { denseLayers } from '../dense-modules.ts'
import { meanRows } from './mean-rows.ts'
import { aText, promptedEncoder, trainingPrompt, type PromptedEncoder } from '../prompted-encoder.ts'
import { readStaticFolder } from '../folder/read-static-folder.ts'
import { attendFromMean, requireAttentionOver, sizesOf } from './static-attention.ts'
import type { StaticEncoderParts } from './static-encoder-parts.ts'
import { staticWindows } from './static-windows.ts'
import type { OpenTextEncoderOptions } from '../text-encoder.ts'
import { writeStaticFolder } from '../folder/write-static-folder.ts'

/**
 * Token-average encoder: thousands of texts a second, without a runtime unless layers follow the mean; trainable row by
 * row.
 */
export interface StaticEncoder extends PromptedEncoder {
  readonly parts: StaticEncoderParts
  /** Its tower, for `train`: all columns of texts share it. */
  tower(column: string): Tower<string>
  /**
   * Writes a folder that sentence-transformers loads, and without layers model2vec too; with an attention they refuse
   * it.
   */
  save(folder: string): Promise<void>
}

/** Options of `createStaticEncoder`. */
export interface CreateStaticEncoderOptions {
  readonly tokenizer: object
  /** Length of the embeddings. */
  readonly dimensions: number
  /** Name of its tower. Default 'encoder'. */
  readonly name?: string
  /** Default true. */
  readonly normalize?: boolean
  /** By name: `query`, `document`. Default: none. */
  readonly prompts?: StaticEncoderParts['prompts']
  /**
   * Source of the first vectors, drawn from a normal distribution of deviation 1, as torch's `EmbeddingBag`. Default 0.
   */
  readonly seed?: number
}

const tableName = 'embedding.weight'

/**
 * A new encoder that gives the mean of its tokens' vectors: e(x) = 1/n Σ W[xₜ], with random W.
 *
 * @throws {ArgumentError} if dimensions is no whole number of at least 1.
 *
 * @example
 * const student = createStaticEncoder({ tokenizer: teacher.parts.tokenizer, dimensions: teacher.dimensions })
 *
 * @see Tissier et al. and Aarsen, static embeddings of sentence-transformers:
 *   https://huggingface.co/blog/static-embeddings
 */
export function createStaticEncoder(options: CreateStaticEncoderOptions): StaticEncoder {
  const {
    tokenizer,
    dimensions,
    name = 'encoder',
    normalize = true,
    prompts = { query: '', document: '' },
    seed = 0,
  } = requireKnownOptions<CreateStaticEncoderOptions>('createStaticEncoder', options, {
    tokenizer: true,
    dimensions: true,
    name: true,
    normalize: true,
    prompts: true,
    seed: true,
  })
  if (!(Number.isInteger(dimensions) && dimensions >= 1))
    throw new ArgumentError(`createStaticEncoder: dimensions is ${dimensions}. Give a whole number of at least 1.`, {
      dimensions,
    })
  const rows = loadTokenizer(tokenizer).vocabularySize
  const graph = new Graph()
  const parameters = createParameters(graph)
  embedding(parameters.at('embedding'), graph.input('ids', 'int64', ['count']), {
    rows,
    width: dimensions,
    deviation: 1,
  })
  return staticEncoderOf(
    { tokenizer, table: initialize(parameters, { seed })[tableName]!, normalize, prompts },
    { name },
  )
}

/**
 * Opens a folder with a StaticEmbedding of sentence-transformers, or of model2vec.
 *
 * @param model Path of a folder, or, if there is none, org/name on the hub.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for another kind of folder.
 *
 * @example
 * await using encoder = await staticEncoder('./static-model')
 */
export async function staticEncoder(
  model: string,
  options: Pick<OpenTextEncoderOptions, 'name' | 'download'> = {},
): Promise<StaticEncoder> {
  const { name, download } = requireKnownOptions<Pick<OpenTextEncoderOptions, 'name' | 'download'>>(
    'staticEncoder',
    options,
    { name: true, download: true },
  )
  return staticEncoderOf(await readStaticFolder(await modelFolder(model, download)), name === undefined ? {} : { name })
}

/**
 * An encoder of given parts. Two encoders of the same parts share their table; copy them with `structuredClone` to
 * train one.
 *
 * @throws {DataError} if table, attention and tokenizer do not fit each other.
 */
export function staticEncoderOf(parts: StaticEncoderParts, options: { readonly name?: string } = {}): StaticEncoder {
  const { name = 'encoder' } = requireKnownOptions<{ readonly name?: string }>('staticEncoderOf', options, {
    name: true,
  })
  const { tokenizer: json, table, attention, normalize, prompts, defaultPrompt } = parts
  const [rows, width] = table.shape as readonly [number, number]
  const layers = parts.dense?.layers ?? []
  const dimensions = layers.at(-1)?.dimensions ?? width
  const tokenizer = loadTokenizer(json)
  if (table.dtype !== 'float32' || table.shape.length !== 2 || tokenizer.vocabularySize > rows) {
    throw new DataError(
      `staticEncoder: the table is ${table.dtype} [${table.shape}], the tokenizer has ${tokenizer.vocabularySize} ` +
        'tokens. Give float32 [tokens, dimensions] of this tokenizer.',
      { shape: table.shape, tokens: tokenizer.vocabularySize },
    )
  }
  if (attention) requireAttentionOver(width, attention)
  const maxLength = lengthOf(json)
  const tokenize = (texts: readonly string[]) => tokenizer.encodeBatch(texts, { special: false, maxLength }).ids
  const dense = layers.length > 0 && parts.dense ? denseHead(parts.dense, width) : undefined
  const data = table.data as Float32Array
  let attended: ReturnType<typeof attendRows> | undefined
  const pooled = (ids: readonly Int32Array[], normalize: boolean): Vectors => {
    if (!attention) return meanRows(ids, { table: data, dimensions: width, normalize })
    attended ??= attendRows({ table: data, dimensions: width, attention })
    return attended(ids, normalize)
  }
  const encoder = promptedEncoder({
    dimensions,
    normalize,
    prompts,
    defaultPrompt,
    windows: (texts, options) => {
      const vectors = staticWindows(texts, {
        ...options,
        dimensions: width,
        encode: some => pooled(tokenize(some), options.normalize && !dense),
      })
      return dense ? dense.apply(vectors, options) : vectors
    },
    close: async () => dense?.close(),
  })
  const tower: Tower<string> = {
    name,
    item: aText,
    outputs: { embedding: ['batch', dimensions] },
    weights: { [tableName]: table, ...attention, ...parts.dense?.weights },
    inputs: textInputs,
    tables: { [tableName]: ['input_ids'] },
    collate: (texts, context) => {
      const prompt = trainingPrompt(parts, context)
      // A batch of nothing but empty texts needs a column all the same.
      const ids = tokenize(texts.map(text => prompt + text))
      const longest = Math.max(1, ...ids.map(({ length }) => length))
      const { inputIds, attentionMask } = pad([...ids, new Int32Array(longest)], { padId: 0 })
      const tensor = (data: BigInt64Array): Weight => ({
        dtype: 'int64',
        shape: [texts.length, longest],
        data: data.slice(0, texts.length * longest),
      })
      return { input_ids: tensor(inputIds), attention_mask: tensor(attentionMask) }
    },
    build: (parameters, { input_ids: ids, attention_mask: mask }) => {
      const x = embedding(parameters.at('embedding'), ids!, { rows, width, deviation: 1 })
      const pooled = attention
        ? attendFromMean(parameters.at('attention'), x, mask!, sizesOf(attention))
        : meanPooling(x, mask!)
      return { embedding: denseLayers(parameters, pooled, layers) }
    },
    updated: () => {
      attended = undefined
      void dense?.renew()
    },
  }
  return {
    ...encoder,
    parts,
    tower: () => tower,
    save: folder => writeStaticFolder(folder, parts),
  }
}

/** Static encoders cut texts only where tokenizer.json itself does. */
function lengthOf(json: object): number {
  const length: unknown = Reflect.get(Object(Reflect.get(json, 'truncation')) as object, 'max_length')
  return typeof length === 'number' && Number.isInteger(length) && length > 0 ? length : Number.MAX_SAFE_INTEGER
}
