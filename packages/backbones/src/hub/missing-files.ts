import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lengthOf } from './length-of.ts'

/**
 * What a folder lacks to be read as a model: config.json, and the weights with all their shards.
 *
 * @returns Names of files; none if nothing is missing.
 */
export async function missingFiles(folder: string, weights: 'safetensors' | 'onnx'): Promise<string[]> {
  const lacks = async (file: string) => (await lengthOf(join(folder, file))) === undefined
  const prefix = (await lacks('config.json')) && !(await lacks('0_Transformer/config.json')) ? '0_Transformer/' : ''
  const wanted = [`${prefix}config.json`]
  if (weights === 'onnx') wanted.push('onnx/model.onnx')
  else if (await lacks(`${prefix}model.safetensors.index.json`)) wanted.push(`${prefix}model.safetensors`)
  else if (await lacks(`${prefix}model.safetensors`)) wanted.push(...(await shardsOf(folder, prefix)))
  const missing = await Promise.all(wanted.map(async file => ((await lacks(file)) ? [file] : [])))
  return missing.flat()
}

/** A damaged index is named when the weights are read. */
async function shardsOf(folder: string, prefix: string): Promise<string[]> {
  try {
    const { weight_map: shards } = JSON.parse(
      await readFile(join(folder, prefix, 'model.safetensors.index.json'), 'utf8'),
    ) as { weight_map: Record<string, string> }
    return [...new Set(Object.values(shards))].filter(shard => typeof shard === 'string').map(shard => prefix + shard)
  } catch {
    return []
  }
}
