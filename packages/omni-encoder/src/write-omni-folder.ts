import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { requireKnownOptions } from '@towerkit/core'
import { writeOnnx, type Tensor } from '@towerkit/graph'
import { writeFileAtomically, writeSafetensors } from '@towerkit/runtime'
import { prefixed } from './network-inputs.ts'
import type { OmniNetwork } from './network-parts.ts'
import type { OmniEncoderParts } from './omni-parts.ts'
import { fusionModel, servedNetwork, trunkGraph } from './serving-graphs.ts'
import type { TextTrunk } from './text-trunk.ts'
import type { Modality, Trunk } from './trunk.ts'

/** Options of `save`. */
export interface SaveOmniOptions {
  /**
   * Writes onnx/text_trunk.onnx and onnx/omni.onnx for other runtimes; onnx/vision_trunk.onnx and onnx/sound_trunk.onnx
   * are always written, because they hold those trunks. Default true.
   */
  readonly onnx?: boolean
}

/** The file of a trunk, or of perceiver, fusion and pooling. */
export function onnxPath(folder: string, part: Modality | 'omni'): string {
  return join(folder, 'onnx', part === 'omni' ? 'omni.onnx' : `${part}_trunk.onnx`)
}

/** The parameters that model.safetensors holds: all but those of trunks, which have files of their own. */
export function ownWeights(
  { trained, ...trunks }: OmniNetwork,
  weights: Readonly<Record<string, Tensor>>,
): Record<string, Tensor> {
  const others = new Set(trained.flatMap(part => Object.keys(prefixed(part, trunks[part]?.weights ?? {}))))
  return Object.fromEntries(Object.entries(weights).filter(([name]) => !others.has(name)))
}

/** Writes a folder that `omniEncoder` opens. Each file is written whole or not at all. */
export async function writeOmniFolder(
  folder: string,
  parts: OmniEncoderParts,
  options: SaveOmniOptions = {},
): Promise<void> {
  const { onnx = true } = requireKnownOptions<SaveOmniOptions>('save', options, { onnx: true })
  const { choices, trained } = parts.network
  const { text, vision, sound } = servedNetwork(parts)
  await mkdir(join(folder, 'onnx'), { recursive: true })
  await mkdir(join(folder, 'text'), { recursive: true })
  const write = (part: Modality, trunk: Trunk) =>
    writeFileAtomically(onnxPath(folder, part), [writeOnnx(trunkGraph(trunk), { weights: trunk.weights })])
  if (vision) await write('vision', vision)
  if (sound) await write('sound', sound)
  if (onnx) {
    await write('text', text)
    await writeFileAtomically(onnxPath(folder, 'omni'), [fusionModel(parts)])
  }
  await writeText(join(folder, 'text'), text, parts.weights)
  const own = ownWeights(parts.network, parts.weights)
  await writeSafetensors(join(folder, 'model.safetensors'), own, { metadata: { format: 'pt' } })
  // Last, because it is what makes the folder one.
  await writeJson(join(folder, 'omni_config.json'), {
    ...choices,
    trained,
    ...(vision && { vision: { preset: vision.preset, batchSize: vision.batchSize } }),
    ...(sound && {
      sound: { ...sound.reading, batchSize: sound.batchSize },
    }),
  })
}

/** The text backbone as a Hugging Face folder, the blocks of the fusion with their present weights. */
async function writeText(
  folder: string,
  { model, weights, fusionWeights }: TextTrunk,
  present: Readonly<Record<string, Tensor>>,
): Promise<void> {
  const fusion = Object.fromEntries(Object.keys(fusionWeights).map(name => [name, present[`text.${name}`]!]))
  const { settings } = model
  await writeSafetensors(
    join(folder, 'model.safetensors'),
    { ...weights, ...fusion },
    {
      metadata: { format: 'pt' },
    },
  )
  // Code that the original folder brought is not here.
  const { auto_map: _, ...config } = model.config as Record<string, unknown>
  await writeJson(join(folder, 'config.json'), config)
  await writeJson(join(folder, 'tokenizer.json'), model.tokenizer)
  await writeJson(join(folder, 'tokenizer_config.json'), {
    tokenizer_class: 'PreTrainedTokenizerFast',
    ...settings?.tokenizerConfig,
    auto_map: undefined,
  })
  if (settings && Object.keys(settings.specialTokens).length > 0)
    await writeJson(join(folder, 'special_tokens_map.json'), settings.specialTokens)
  await writeJson(join(folder, 'sentence_bert_config.json'), {
    ...settings?.transformer,
    max_seq_length: model.longest,
  })
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomically(path, [new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`)])
}
