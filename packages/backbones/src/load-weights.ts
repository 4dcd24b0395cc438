import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, UnsupportedError } from '@towerkit/core'
import type { Parameters, Weight } from '@towerkit/graph'
import { readSafetensors, type Tensor } from '@towerkit/runtime'
import { halvesToFloats } from './halves-to-floats.ts'
import { readJson } from './read-json.ts'

/**
 * Reads the parameters of a network from model.safetensors, or from the shards that model.safetensors.index.json lists.
 *
 * A checkpoint of a model with a head keeps them under a prefix (`bert.`, `model.`, `0.auto_model.`, ...), which is found by itself.
 * Tensors that the network does not have are left out.
 *
 * @returns float32 arrays by parameter name, each with memory of its own.
 * @throws {DataError} if weights are missing, malformed or of another shape.
 * @throws {UnsupportedError} for a folder with pickle files only, which can run code when they are read, and for whole-number weights.
 */
export async function loadWeights(folder: string, parameters: Parameters): Promise<Record<string, Weight>> {
  const wanted = parameters.list()
  const weights: Record<string, Weight> = {}
  for (const file of await weightFiles(folder)) {
    const { tensors } = await readSafetensors(join(folder, file))
    const byName = new Map(Object.entries(tensors).map(([name, tensor]) => [name.replace(/\.gamma$/, '.weight').replace(/\.beta$/, '.bias'), tensor]))
    const prefix = prefixOf([...byName.keys()], wanted.map(({ name }) => name))
    for (const { name, shape } of wanted) {
      const tensor = byName.get(prefix + name)
      if (tensor) weights[name] = weightOf(tensor, { name, shape, folder })
    }
  }
  const missing = wanted.filter(({ name }) => !Object.hasOwn(weights, name)).map(({ name }) => name)
  if (missing.length > 0) throw new DataError(`loadWeights: the weights in "${folder}" lack ${missing.length} tensors, such as "${missing[0]}". The checkpoint does not belong to config.json.`, { missing, folder })
  return weights
}

async function weightFiles(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch((cause: unknown) => {
    throw new DataError(`loadWeights: "${folder}" cannot be read: ${(cause as Error).message}. Give the folder of a model.`, { folder, cause })
  })
  if (files.includes('model.safetensors')) return ['model.safetensors']
  if (files.includes('model.safetensors.index.json')) {
    const { weight_map: map } = await readJson(join(folder, 'model.safetensors.index.json'))
    const shards = [...new Set(Object.values(Object(map) as Record<string, unknown>))]
    if (shards.length === 0 || !shards.every(shard => typeof shard === 'string' && /^[\w.-]+\.safetensors$/.test(shard))) {
      throw new DataError(`loadWeights: model.safetensors.index.json in "${folder}" lists no files of this folder. Give the unchanged file.`, { folder })
    }
    return shards as string[]
  }
  const pickle = files.find(file => /\.(bin|pt|pth|ckpt|pkl|pickle|h5|msgpack)$/.test(file))
  if (pickle !== undefined) {
    throw new UnsupportedError(`loadWeights: "${folder}" has its weights only as ${pickle}, of a kind that can run code when it is read, so it is not. Convert it to model.safetensors, or take a revision that has it.`, { folder, file: pickle })
  }
  if (files.includes('onnx')) {
    throw new UnsupportedError(`loadWeights: "${folder}" has its weights only in onnx/model.onnx, which this version does not take apart. Take a revision with model.safetensors.`, { folder })
  }
  throw new DataError(`loadWeights: "${folder}" has no model.safetensors. Give the folder of a model.`, { folder })
}

/** The shortest prefix under which the most parameters are. */
function prefixOf(names: readonly string[], wanted: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const parameter of wanted) {
    for (const name of names) if (name === parameter || name.endsWith(`.${parameter}`)) counts.set(name.slice(0, -parameter.length), (counts.get(name.slice(0, -parameter.length)) ?? 0) + 1)
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || a.length - b.length)[0]?.[0] ?? ''
}

function weightOf({ dtype, shape, data }: Tensor, wanted: { readonly name: string; readonly shape: readonly number[]; readonly folder: string }): Weight {
  const { name, folder } = wanted
  if (shape.join() !== wanted.shape.join()) throw new DataError(`loadWeights: "${name}" in "${folder}" is [${shape}], config.json wants [${wanted.shape}]. The checkpoint does not belong to config.json.`, { name, folder })
  // A copy of its own: training changes it in place.
  if (dtype === 'float32' || dtype === 'float64') return { dtype: 'float32', shape, data: new Float32Array(data as Float32Array | Float64Array) }
  if (dtype === 'float16') return { dtype: 'float32', shape, data: halvesToFloats(data as Uint16Array) }
  throw new UnsupportedError(`loadWeights: "${name}" in "${folder}" is ${dtype}. Take a checkpoint in float32, bfloat16 or float16, not a quantised one.`, { name, dtype })
}
