import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DataError, UnsupportedError } from '@towerkit/core'
import type { Parameters, Weight } from '@towerkit/graph'
import { readSafetensors, type Safetensors, type Tensor, type Tensors } from '@towerkit/runtime'
import { filesBeside } from './files-beside.ts'
import { onnxWeights } from './onnx-weights.ts'
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
export async function loadWeights(folder: string, parameters: Parameters): Promise<Record<string, Weight>> {
  const wanted = parameters.list()
  const shapes = new Map(wanted.map(({ name, shape }) => [name, shape]))
  const weights: Record<string, Weight> = {}
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

/** Parameters by the names under which a file has them. */
function ownNames(stored: readonly string[], wanted: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const newer = (name: string) => name.replace(/\.gamma$/, '.weight').replace(/\.beta$/, '.bias')
  const prefix = prefixOf(stored.map(newer), [...wanted.keys()])
  return new Map(
    stored
      .filter(name => newer(name).startsWith(prefix) && wanted.has(newer(name).slice(prefix.length)))
      .map(name => [name, newer(name).slice(prefix.length)]),
  )
}

/** Tensors that files keep beside the weights: numbers that follow from config.json, or that only pretraining uses. */
const beside = /(^|\.)(position_ids|token_type_ids|inv_freq|num_batches_tracked|mask_token|relative_position_index)$/

/** @throws {DataError} if there are tensors in a part of the network that has parameters of other names only. */
function requireAllRead(
  stored: readonly string[],
  {
    own,
    wanted,
    folder,
  }: {
    readonly own: ReadonlyMap<string, string>
    readonly wanted: ReadonlyMap<string, unknown>
    readonly folder: string
  },
): void {
  const first = own.entries().next().value
  if (!first) return
  const prefix = first[0].slice(0, first[0].length - first[1].length)
  const parts = new Set([...wanted.keys()].map(name => name.split('.', 1)[0]!))
  const unread = stored.filter(
    name =>
      !own.has(name) &&
      !beside.test(name) &&
      name.startsWith(prefix) &&
      parts.has(name.slice(prefix.length).split('.', 1)[0]!),
  )
  if (unread.length > 0)
    throw new DataError(
      `loadWeights: "${folder}" has ${unread.length} tensors that the network of config.json does not have, such as ` +
        `"${unread[0]}". The checkpoint does not belong to config.json.`,
      { unread, folder },
    )
}

/** The shortest prefix under which the most parameters are. */
function prefixOf(names: readonly string[], wanted: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const parameter of wanted) {
    for (const name of names)
      if (name === parameter || name.endsWith(`.${parameter}`))
        counts.set(name.slice(0, -parameter.length), (counts.get(name.slice(0, -parameter.length)) ?? 0) + 1)
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || a.length - b.length)[0]?.[0] ?? ''
}

function weightOf(
  { dtype, shape, data }: Tensor,
  wanted: { readonly name: string; readonly shape: readonly number[]; readonly folder: string },
): Weight {
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
