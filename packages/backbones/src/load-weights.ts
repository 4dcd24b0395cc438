import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DataError, UnsupportedError } from '@towerkit/core'
import type { Parameters } from '@towerkit/graph'
import { readSafetensors, type Safetensors, type Tensor, type Tensors } from '@towerkit/runtime'
import { filesBeside } from './files-beside.ts'
import { onnxWeights } from './onnx-weights.ts'
import { ownNames, requireAllRead } from './own-names.ts'
import { readJson } from './read-json.ts'

/**
 * Reads the parameters of a network from model.safetensors, from the shards that model.safetensors.index.json lists, or
 * from onnx/model.onnx and the files beside it that it keeps weights in.
 *
 * A checkpoint of a model with a head keeps them under a prefix (`bert.`, `model.`, `0.auto_model.`, ...), which is
 * detected. Tensors of other parts of the model (a head, a decoder) are left out. Tensors next to those that are read,
 * such as those of further layers, are an error: the model would compute something else without them.
 *
 * @returns float32 arrays by parameter name, each with memory of its own.
 * @throws {DataError} if weights are missing, malformed, of another shape, or not read though they are of this network.
 * @throws {UnsupportedError} for a folder with pickle files only, which can run code when they are read, and for
 *   whole-number weights.
 */
export async function loadWeights(folder: string, parameters: Parameters): Promise<Record<string, Tensor>> {
  const wanted = parameters.list()
  const shapes = new Map(wanted.map(({ name, shape }) => [name, shape]))
  const weights: Record<string, Tensor> = {}
  for (const file of await weightFiles(folder)) {
    let own: ReadonlyMap<string, string> | undefined
    const only = (name: string, names: readonly string[]) => {
      if (own === undefined) {
        own = ownNames(names, shapes)
        if (!file.endsWith('.onnx')) requireAllRead(names, { own, wanted: shapes, folder })
      }
      return own.has(name)
    }
    const { tensors } = file.endsWith('.onnx')
      ? await onnxTensors(join(folder, file), only)
      : await readSafetensors(join(folder, file), { widen: true, only })
    for (const [stored, tensor] of Object.entries(tensors)) {
      const name = own!.get(stored)!
      weights[name] = weightOf(tensor, { name, shape: shapes.get(name)!, folder })
    }
  }
  const missing = wanted.filter(({ name }) => !Object.hasOwn(weights, name)).map(({ name }) => name)
  if (missing.length > 0)
    throw new DataError(
      `loadWeights: the weights in "${folder}" lack ${missing.length} tensors, such as "${missing[0]}". The ` +
        'checkpoint does not belong to config.json.',
      { missing, folder },
    )
  return weights
}

async function onnxTensors(
  path: string,
  only: (name: string, names: readonly string[]) => boolean,
): Promise<Pick<Safetensors, 'tensors'>> {
  const all = onnxWeights(await readFile(path), filesBeside(dirname(path)))
  const names = Object.keys(all)
  return { tensors: Object.fromEntries(Object.entries(all).filter(([name]) => only(name, names))) as Tensors }
}

async function weightFiles(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch((cause: unknown) => {
    throw new DataError(
      `loadWeights: "${folder}" cannot be read: ${(cause as Error).message}. Give the folder of a model.`,
      { folder, cause },
    )
  })
  if (files.includes('model.safetensors')) return ['model.safetensors']
  if (files.includes('model.safetensors.index.json')) {
    const { weight_map: map } = await readJson(join(folder, 'model.safetensors.index.json'))
    const shards = [...new Set(Object.values(Object(map) as Record<string, unknown>))]
    if (
      shards.length === 0 ||
      !shards.every(shard => typeof shard === 'string' && /^[\w.-]+\.safetensors$/.test(shard))
    ) {
      throw new DataError(
        `loadWeights: model.safetensors.index.json in "${folder}" lists no files of this folder. Give the ` +
          'unchanged file.',
        { folder },
      )
    }
    return shards as string[]
  }
  if ((await readdir(join(folder, 'onnx')).catch((): string[] => [])).includes('model.onnx')) return ['onnx/model.onnx']
  const pickle = files.find(file => /\.(bin|pt|pth|ckpt|pkl|pickle|h5|msgpack)$/.test(file))
  if (pickle !== undefined) {
    throw new UnsupportedError(
      `loadWeights: "${folder}" has its weights only as ${pickle}, of a kind that can run code when it is read, ` +
        'so it is not. Convert it to model.safetensors, or take a revision that has it.',
      { folder, file: pickle },
    )
  }
  throw new DataError(`loadWeights: "${folder}" has no model.safetensors. Give the folder of a model.`, { folder })
}

function weightOf(
  { dtype, shape, data }: Tensor,
  wanted: { readonly name: string; readonly shape: readonly number[]; readonly folder: string },
): Tensor {
  const { name, folder } = wanted
  if (shape.join() !== wanted.shape.join())
    throw new DataError(
      `loadWeights: "${name}" in "${folder}" is [${shape}], config.json wants [${wanted.shape}]. The checkpoint ` +
        'does not belong to config.json.',
      { name, folder },
    )
  if (dtype === 'float32') return { dtype, shape, data }
  if (dtype === 'float64') return { dtype: 'float32', shape, data: Float32Array.from(data as Float64Array) }
  throw new UnsupportedError(
    `loadWeights: "${name}" in "${folder}" is ${dtype}. Take a checkpoint in float32, bfloat16 or float16, not a ` +
      'quantised one.',
    { name, dtype },
  )
}
