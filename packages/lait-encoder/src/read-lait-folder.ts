import { join } from 'node:path'
import { DataError, TowerkitError } from '@towerkit/core'
import { loadTextModel, loadWeights, readJson } from '@towerkit/backbones'
import { createParameters, Graph, type Parameters, type Weight } from '@towerkit/graph'
import { headParameters, newHead } from './build-head.ts'
import { settleParts, type LaitChoices } from './lait-choices.ts'
import type { LaitParts } from './lait-parts.ts'

/**
 * Reads a folder that `save` wrote, a sentence-transformers folder, or a Hugging Face one. Weights of the head are
 * taken where the folder has them, such as those of a stock cross-encoder (`pooler.dense`, `classifier`); others are
 * new.
 *
 * @param choices What is said here goes before what the folder says.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for what this version cannot run.
 */
export async function readLaitFolder(folder: string, choices: LaitChoices, seed: number): Promise<LaitParts> {
  const inner = await transformerFolder(folder)
  const { config, weights, tokenizer, maxLength, settings } = await loadTextModel(inner)
  const saved = await readJson(join(inner, 'lait_config.json'), {})
  const parts = settleParts({ config, tokenizer, settings, weights }, { maxLength, ...saved, ...choices })
  return { ...parts, weights: { ...weights, ...(await headWeights(inner, parts, seed)) } }
}

/** Of sentence-transformers folders: where the network itself is. */
async function transformerFolder(folder: string): Promise<string> {
  const modules: unknown = await readJson(join(folder, 'modules.json'), [])
  if (!Array.isArray(modules)) throw new DataError('laitEncoder: modules.json is no list. Give the unchanged file.')
  const path: unknown =
    modules
      .map(module => Object(module) as Record<string, unknown>)
      .find(({ type }) => String(type).endsWith('.Transformer'))?.['path'] ?? ''
  if (typeof path !== 'string' || /^[/\\]|\.\./.test(path))
    throw new DataError(
      `laitEncoder: modules.json has the path ${JSON.stringify(path)}. A module needs a path within the folder.`,
    )
  return join(folder, path)
}

async function headWeights(folder: string, network: LaitParts, seed: number): Promise<Record<string, Weight>> {
  const fresh = newHead(network, seed)
  for (const module of new Set(Object.keys(fresh).map(name => name.split('.')[0]!))) {
    Object.assign(fresh, await weightsOf(folder, parametersOf(network, module)))
  }
  return fresh
}

/** Those that the folder has; none where it lacks some. */
async function weightsOf(folder: string, parameters: Parameters): Promise<Record<string, Weight>> {
  try {
    return await loadWeights(folder, parameters)
  } catch (error) {
    if (TowerkitError.is(error, 'data') && 'missing' in error.details) return {}
    throw error
  }
}

/** The parameters of a head that belong to one module of a checkpoint, whose names have prefixes of their own. */
function parametersOf(network: LaitParts, module: string): Parameters {
  const parameters = createParameters(new Graph())
  for (const { name, shape, initializer } of headParameters(network).list())
    if (name.startsWith(`${module}.`)) parameters.get(name, shape, initializer)
  return parameters
}
