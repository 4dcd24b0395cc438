import { join } from 'node:path'
import { DataError, UnsupportedError } from '@towerkit/core'
import { readJson } from '@towerkit/backbones'
import { readSafetensors, type Tensor } from '@towerkit/runtime'
import { encoderModules, promptSettings, type EncoderModule } from './encoder-modules.ts'
import { afterPooling, endsInNormalize, headModules, readDenseModules } from './read-dense-modules.ts'
import { readStaticAttention } from './read-static-attention.ts'
import type { StaticEncoderParts } from '../static/static-encoder-parts.ts'

/**
 * Reads a StaticEmbedding: sentence-transformers' `embedding.weight`, or model2vec's `embeddings` with the `mapping`
 * from tokens to them and the `weights` of tokens, if it has them.
 *
 * @param modules Default: those of modules.json.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for other modules.
 */
export async function readStaticFolder(
  folder: string,
  modules?: readonly EncoderModule[],
): Promise<StaticEncoderParts> {
  const known = modules ?? (await encoderModules(folder))
  const kinds = known.map(({ kind }) => kind).join(', ')
  if (!allowed.test(kinds))
    throw new UnsupportedError(
      `staticEncoder: the folder has ${kinds}. This opens StaticEmbedding, StaticAttention, any number of ` +
        `${headModules.join(', ')}; openEncoder opens what else there is.`,
      { modules: kinds },
    )
  const inner = join(folder, known[0]?.path ?? '')
  const { tensors } = await readSafetensors(join(inner, 'model.safetensors'), { widen: true })
  const config = known.length === 0 ? await readJson(join(folder, 'config.json'), {}) : {}
  const table = tensors['embedding.weight']
    ? floats(tensors['embedding.weight'], 'embedding.weight')
    : folded(tensors, inner)
  const attention = known.find(({ kind }) => kind === 'StaticAttention')
  const dense = afterPooling(known, folder)
  const { whole, ...prompts } = await promptSettings(folder)
  return {
    tokenizer: await readJson(join(inner, 'tokenizer.json')),
    table,
    ...(attention && { attention: await readStaticAttention(join(folder, attention.path), table.shape[1]!) }),
    ...(dense.length > 0 && { dense: await readDenseModules(dense, table.shape[1]!) }),
    normalize: endsInNormalize(known) || config['normalize'] === true,
    ...prompts,
    settings: whole,
  }
}

const allowed = new RegExp(`^(StaticEmbedding(, StaticAttention)?(, (${headModules.join('|')}))*)?$`)

/** One row for each token: embeddings[mapping[token]] · weights[token]. */
function folded({ embeddings: stored, mapping, weights }: Readonly<Record<string, Tensor>>, folder: string): Tensor {
  if (!stored)
    throw new DataError(
      `staticEncoder: model.safetensors in "${folder}" has neither embedding.weight nor embeddings. Give the ` +
        'folder of a static model.',
      { folder },
    )
  const embeddings = floats(stored, 'embeddings')
  const [count, width] = embeddings.shape as readonly [number, number]
  const rows = mapping?.data.length ?? count
  if (weights && weights.data.length !== rows)
    throw new DataError(
      `staticEncoder: ${weights.data.length} weights for ${rows} tokens in "${folder}". Give the unchanged files.`,
      { weights: weights.data.length, rows },
    )
  const data = new Float32Array(rows * width)
  for (let token = 0; token < rows; token++) {
    const from = mapping ? Number(mapping.data[token]) : token
    if (!(Number.isInteger(from) && from >= 0 && from < count))
      throw new DataError(
        `staticEncoder: token ${token} is mapped to row ${from} of ${count} in "${folder}". Give the unchanged files.`,
        { token, from, count },
      )
    const factor = weights ? Number(weights.data[token]) : 1
    for (let d = 0; d < width; d++)
      data[token * width + d] = (embeddings.data as Float32Array)[from * width + d]! * factor
  }
  return { dtype: 'float32', shape: [rows, width], data }
}

function floats({ dtype, shape, data }: Tensor, name: string): Tensor {
  const isTable = shape.length === 2 && shape.every(size => size > 0) && ['float32', 'float64', 'int8'].includes(dtype)
  if (!isTable)
    throw new DataError(`staticEncoder: ${name} is ${dtype} [${shape}]. It must be numbers of [tokens, dimensions].`, {
      name,
      dtype,
      shape,
    })
  const numbers = dtype === 'float32' ? (data as Float32Array<ArrayBuffer>) : Float32Array.from(data as Float64Array)
  const wrong = numbers.findIndex(value => !Number.isFinite(value))
  if (wrong >= 0)
    throw new DataError(`staticEncoder: number ${wrong} of ${name} is ${numbers[wrong]}. Give the unchanged files.`, {
      name,
      place: wrong,
    })
  return { dtype: 'float32', shape, data: numbers }
}
