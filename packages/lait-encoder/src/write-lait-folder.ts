import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { requireKnownOptions } from '@towerkit/core'
import { transposeWeights, writeOnnx } from '@towerkit/graph'
import { writeFileAtomically, writeSafetensors } from '@towerkit/runtime'
import type { LaitParts } from './lait-parts.ts'
import { jointGraph, segmentGraph } from './serving-graphs.ts'

/** Options of `save`. */
export interface SaveLaitOptions {
  /**
   * Writes onnx/segment_encoder.onnx and onnx/joint_encoder.onnx, for the number of parallel layers of the model.
   * Default true.
   */
  readonly onnx?: boolean
}

/**
 * Writes a folder that `laitEncoder` reads, and, without the head, transformers. Each file is written whole or not at
 * all.
 */
export async function writeLaitFolder(folder: string, parts: LaitParts, options: SaveLaitOptions = {}): Promise<void> {
  const { onnx = true } = requireKnownOptions('save', options, { onnx: true })
  const {
    config,
    tokenizer,
    weights,
    settings,
    head,
    pooling,
    segments,
    positions,
    maxLength,
    parallelLayers,
    activation,
    tokenTypes,
  } = parts
  await mkdir(join(folder, onnx ? 'onnx' : ''), { recursive: true })
  if (onnx) {
    await writeFileAtomically(join(folder, 'onnx', 'segment_encoder.onnx'), [storedModel(parts, 'segment')])
    await writeFileAtomically(join(folder, 'onnx', 'joint_encoder.onnx'), [storedModel(parts, 'joint')])
  }
  await writeSafetensors(join(folder, 'model.safetensors'), weights, { metadata: { format: 'pt' } })
  // Code that the original folder brought is not here.
  const { auto_map: _, ...kept } = config as Record<string, unknown>
  await writeJson(join(folder, 'config.json'), kept)
  await writeJson(join(folder, 'tokenizer.json'), tokenizer)
  await writeJson(join(folder, 'tokenizer_config.json'), {
    tokenizer_class: 'PreTrainedTokenizerFast',
    ...settings?.tokenizerConfig,
    auto_map: undefined,
  })
  if (settings && Object.keys(settings.specialTokens).length > 0)
    await writeJson(join(folder, 'special_tokens_map.json'), settings.specialTokens)
  if (settings && Object.keys(settings.transformer).length > 0)
    await writeJson(join(folder, 'sentence_bert_config.json'), settings.transformer)
  // Last, because it is what makes the folder one.
  await writeJson(join(folder, 'lait_config.json'), {
    head,
    pooling,
    segments,
    positions,
    maxLength,
    parallelLayers,
    activation,
    tokenTypes,
  })
}

/** One of the two graphs that serve a model, as ONNX with its weights. */
export function servingModel(parts: LaitParts, part: 'segment' | 'joint', parallelLayers: number): Uint8Array {
  const { graph, weights } = servingParts(parts, part, parallelLayers)
  return writeOnnx(graph, { weights })
}

/** The same for other tools: their quantisers only find matrices that are stored as they are multiplied. */
function storedModel(parts: LaitParts, part: 'segment' | 'joint'): Uint8Array {
  const { graph, weights } = servingParts(parts, part, parts.parallelLayers)
  const turned = transposeWeights(graph, weights)
  return writeOnnx(turned.graph, { weights: turned.weights })
}

function servingParts(parts: LaitParts, part: 'segment' | 'joint', parallelLayers: number) {
  const graph = part === 'segment' ? segmentGraph(parts, parallelLayers) : jointGraph(parts, parallelLayers)
  const names = new Set(graph.inputs.map(({ name }) => name))
  return { graph, weights: Object.fromEntries(Object.entries(parts.weights).filter(([name]) => names.has(name))) }
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomically(path, [new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`)])
}
