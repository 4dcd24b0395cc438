import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import { DataError } from '@towerkit/core'
import { loadWeights, readJson, type TextBackbone } from '@towerkit/backbones'
import { constantInitializer, createParameters, Graph, type Tensor } from '@towerkit/graph'
import { writeSafetensors } from '@towerkit/runtime'
import { writeJson } from './write-json.ts'

/** Name of the weights of layers, in the module's file and among the parameters of a network. */
const weightsName = 'layer_weights'

/** Settings of a WeightedLayerPooling. */
export interface LayerAveraging {
  /** The first layer that counts; 0 is the embedding. */
  readonly first: number
  readonly weights: Readonly<Record<string, Tensor>>
}

/**
 * Reads a WeightedLayerPooling of sentence-transformers. It has no effect unless config.json has
 * `output_hidden_states`, as in sentence-transformers.
 *
 * @throws {DataError} if its layers are not those of the network.
 */
export async function readAveraging(
  folder: string | undefined,
  { backbone, config }: { readonly backbone: TextBackbone; readonly config: Readonly<Record<string, unknown>> },
): Promise<LayerAveraging | undefined> {
  if (folder === undefined || config['output_hidden_states'] !== true) return undefined
  const { layer_start: first, num_hidden_layers: count } = await readJson(join(folder, 'config.json'))
  const layers = backbone.blocks.length
  if (count !== layers || !(Number.isInteger(first) && (first as number) >= 0 && (first as number) <= layers))
    throw new DataError(
      `textEncoder: "${folder}" averages the layers from ${JSON.stringify(first)} of ${JSON.stringify(count)}, the ` +
        `network has ${layers}. Give the unchanged config.json.`,
      { first, count, layers },
    )
  const parameters = createParameters(new Graph())
  parameters.get(weightsName, [layers + 1 - (first as number)], constantInitializer(1))
  return { first: first as number, weights: await loadWeights(folder, parameters) }
}

/** Writes a WeightedLayerPooling. */
export async function writeAveraging(
  folder: string,
  { width, blocks }: TextBackbone,
  { first, weights }: LayerAveraging,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeJson(join(folder, 'config.json'), {
    embedding_dimension: width,
    layer_start: first,
    num_hidden_layers: blocks.length,
  })
  await writeSafetensors(
    join(folder, 'model.safetensors'),
    { [weightsName]: weights[weightsName]! },
    { metadata: { format: 'pt' } },
  )
}
