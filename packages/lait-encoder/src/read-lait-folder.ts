import { join } from 'node:path'
import { ArgumentError, DataError, TowerkitError } from '@towerkit/core'
import { loadTextModel, loadWeights, readJson } from '@towerkit/backbones'
import { createParameters, Graph, type Parameters, type Tensor } from '@towerkit/graph'
import { headParameters, newHead } from './build-head.ts'
import { settleParts, type LaitChoices } from './lait-choices.ts'
import type { LaitParts } from './lait-parts.ts'
import { isStockCrossEncoder, savedActivation, stockChoices } from './stock-cross-encoder.ts'

/**
 * Reads a folder that `save` wrote, a sentence-transformers folder, or a Hugging Face one. Weights of the head are read
 * if the folder has them. A stock cross-encoder (`...ForSequenceClassification`) and a folder that `save` wrote must
 * have them, if their own kind of head is requested; the head of another folder is new.
 *
 * @param choices They override the folder's settings.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for what this version cannot run.
 */
export async function readLaitFolder(
  folder: string,
  choices: LaitChoices,
  { seed, ignoreCode }: { readonly seed: number; readonly ignoreCode: boolean },
): Promise<LaitParts> {
  const inner = await transformerFolder(folder)
  const { config, weights, tokenizer, maxLength, settings } = await loadTextModel(inner, { ignoreCode })
  const saved = (await readJson(join(inner, 'lait_config.json'), {})) as LaitChoices
  const isSaved = Object.keys(saved).length > 0
  const isStock = !isSaved && isStockCrossEncoder(config)
  const known = isStock ? stockChoices({ config, settings }, choices) : saved
  const activation = isSaved || choices.activation !== undefined ? undefined : await savedActivation(folder, config)
  const parts = settleParts(
    { config, tokenizer, settings, weights },
    { maxLength, ...(activation && { activation }), ...known, ...choices },
  )
  requireOwnLabels(parts, known)
  const isJudged = parts.head === 'score' || typeof parts.head === 'object'
  const head = await headWeights(inner, parts, { seed, mustHave: isJudged && (isStock || isSaved) })
  return { ...parts, weights: { ...weights, ...head } }
}

/** A head that judges is not read as one with another number of classes. */
function requireOwnLabels({ head }: LaitParts, { head: known }: LaitChoices): void {
  const labelsOf = (each: LaitChoices['head']) =>
    each === 'score' ? 1 : typeof each === 'object' ? each.classes : undefined
  const wanted = labelsOf(head)
  const own = labelsOf(known)
  if (wanted === undefined || own === undefined || wanted === own) return
  throw new ArgumentError(
    `laitEncoder: the head is ${JSON.stringify(head)}, and the folder has one with ${own} labels. Give head: ` +
      `${own === 1 ? "'score'" : `{ classes: ${own} }`}, or none.`,
    { wanted, own },
  )
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

async function headWeights(
  folder: string,
  network: LaitParts,
  { seed, mustHave }: { readonly seed: number; readonly mustHave: boolean },
): Promise<Record<string, Tensor>> {
  const fresh = newHead(network, seed)
  for (const module of new Set(Object.keys(fresh).map(name => name.split('.')[0]!))) {
    Object.assign(fresh, await weightsOf(folder, parametersOf(network, module), mustHave))
  }
  return fresh
}

/** The folder's weights; none if it lacks some, unless they are required. */
async function weightsOf(folder: string, parameters: Parameters, mustHave: boolean): Promise<Record<string, Tensor>> {
  try {
    return await loadWeights(folder, parameters)
  } catch (error) {
    if (!TowerkitError.is(error, 'data') || !('missing' in error.details)) throw error
    if (!mustHave) return {}
    const missing = error.details['missing'] as readonly string[]
    throw new DataError(
      `laitEncoder: "${folder}" is said to have a head, but lacks its ${missing.join(', ')}. Give the unchanged ` +
        "folder, or head: 'similarity' or 'embedding', which need none.",
      { missing, folder, cause: error },
    )
  }
}

/** The parameters of a head that belong to one module of a checkpoint, whose names have prefixes of their own. */
function parametersOf(network: LaitParts, module: string): Parameters {
  const parameters = createParameters(new Graph())
  for (const { name, shape, initializer } of headParameters(network).list())
    if (name.startsWith(`${module}.`)) parameters.get(name, shape, initializer)
  return parameters
}
