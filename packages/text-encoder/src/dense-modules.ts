import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, UnsupportedError } from '@towerkit/core'
import { loadWeights, readJson } from '@towerkit/backbones'
import { createParameters, Graph, l2Normalize, type Parameters, type Value, type Weight } from '@towerkit/graph'
import { writeSafetensors } from '@towerkit/runtime'
import { denseActivations, denseLayer, denseParameters, type DenseActivation, type DenseLayer } from './dense-layer.ts'
import { writeJson } from './write-json.ts'

type Json = Readonly<Record<string, unknown>>

/** Dense layers, one after the other, and their weights, named `dense.0.linear.weight` and on. */
export interface DenseModules {
  readonly layers: readonly DenseLayer[]
  readonly weights: Readonly<Record<string, Weight>>
}

/** Applies layers one after the other to x [batch, width]; their parameters are below `dense`. */
export function denseLayers(parameters: Parameters, x: Value, layers: readonly DenseLayer[]): Value {
  return layers.reduce((value, layer, i) => denseLayer(parameters.at('dense', i), value, layer), x)
}

/** The graph of layers alone: `pooled` [batch, width] to `embeddings`; its weights are inputs. */
export function denseGraph(layers: readonly DenseLayer[], { width, normalize }: { readonly width: number; readonly normalize: boolean }): Graph {
  const graph = new Graph()
  const raw = denseLayers(createParameters(graph), graph.input('pooled', 'float32', ['batch', width]), layers)
  graph.output('embeddings', normalize ? l2Normalize(raw) : raw)
  return graph
}

/**
 * Reads Dense modules of sentence-transformers.
 *
 * @param folders One for each module, in their order.
 * @param width Length of what the first one gets.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for an activation that this version cannot compute.
 */
export async function readDenseModules(folders: readonly string[], width: number): Promise<DenseModules> {
  const layers: DenseLayer[] = []
  const weights: Record<string, Weight> = {}
  for (const [i, folder] of folders.entries()) {
    const config: Json = await readJson(join(folder, 'config.json'))
    const [given, dimensions, activation] = [layers.at(-1)?.dimensions ?? width, config['out_features'], String(config['activation_function'] ?? 'torch.nn.modules.activation.Tanh').split('.').at(-1)!]
    if (config['in_features'] !== given || !Number.isInteger(dimensions) || (dimensions as number) < 1) {
      throw new DataError(`textEncoder: "${folder}" maps ${JSON.stringify(config['in_features'])} to ${JSON.stringify(dimensions)} features, but gets ${given}. Give the unchanged config.json.`, { folder })
    }
    if (!denseActivations.includes(activation)) throw new UnsupportedError(`textEncoder: the Dense module has the activation ${activation}. This version computes ${denseActivations.join(', ')}.`, { activation })
    const layer: DenseLayer = { dimensions: dimensions as number, bias: config['bias'] !== false, activation: activation as DenseActivation, residual: config['use_residual'] === true }
    layers.push(layer)
    for (const [name, weight] of Object.entries(await loadWeights(folder, denseParameters(layer, given)))) weights[`dense.${i}.${name}`] = weight
  }
  return { layers, weights }
}

/** Writes Dense modules of sentence-transformers, one into each folder. */
export async function writeDenseModules(folders: readonly string[], { layers, weights }: DenseModules, width: number): Promise<void> {
  let given = width
  for (const [i, { dimensions, bias, activation, residual = false }] of layers.entries()) {
    const [folder, prefix] = [folders[i]!, `dense.${i}.`]
    const own = Object.entries(weights).filter(([name]) => name.startsWith(prefix)).map(([name, weight]) => [name.slice(prefix.length), weight] as const)
    await mkdir(folder, { recursive: true })
    await writeSafetensors(join(folder, 'model.safetensors'), Object.fromEntries(own), { metadata: { format: 'pt' } })
    const kind = activation === 'Identity' ? 'linear' : 'activation'
    await writeJson(join(folder, 'config.json'), { in_features: given, out_features: dimensions, bias, activation_function: `torch.nn.modules.${kind}.${activation}`, ...(residual && { use_residual: true }) })
    given = dimensions
  }
}
