import { loadTokenizer } from '@towerkit/backbones'
import { DataError, requireKnownOptions, type Vectors } from '@towerkit/core'
import type { Tower } from '@towerkit/graph'
import { denseHead } from '../dense-head.ts'
import { writeStaticFolder } from '../folder/write-static-folder.ts'
import { promptedEncoder, type PromptedEncoder } from '../prompted-encoder.ts'
import { attendRows } from './attend-rows.ts'
import { meanRows } from './mean-rows.ts'
import { requireAttentionOver } from './static-attention.ts'
import type { StaticEncoderParts } from './static-encoder-parts.ts'
import { staticTower } from './static-tower.ts'
import { staticWindows } from './static-windows.ts'

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
  const tower = staticTower(parts, {
    name,
    tokenize,
    updated: () => {
      attended = undefined
      void dense?.renew()
    },
  })
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
