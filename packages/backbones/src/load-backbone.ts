import { join } from 'node:path'
import { requireKnownOptions } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import { backboneParameters } from './backbone-parameters.ts'
import { contrastiveBackbone, contrastiveParameters } from './contrastive/contrastive-architectures.ts'
import type { ContrastiveBackbone } from './contrastive/contrastive-backbone.ts'
import { imageBackbone, type ImageBackboneOptions } from './image/image-architectures.ts'
import type { ImageBackbone } from './image/image-backbone.ts'
import { loadWeights } from './load-weights.ts'
import type { Backbone } from './backbone.ts'
import { readJson } from './read-json.ts'
import { soundBackbone, type SoundBackboneOptions } from './sound/sound-architectures.ts'
import type { SoundBackbone } from './sound/sound-backbone.ts'
import { textBackbone } from './text/text-architectures.ts'
import type { TextBackbone } from './text/text-backbone.ts'

/** What a folder of a pretrained model holds. */
export interface LoadedBackbone<Kind extends Backbone | ContrastiveBackbone = TextBackbone> {
  readonly backbone: Kind
  /** config.json unchanged, including fields that this package does not know. */
  readonly config: Readonly<Record<string, unknown>>
  /** float32, by the parameter names of the backbone. */
  readonly weights: Record<string, Tensor>
}

/**
 * Reads a Hugging Face folder of a text model: config.json, and model.safetensors or its shards.
 *
 * @throws {DataError} if a file is missing or malformed.
 * @throws {UnsupportedError} for an architecture or a setting that cannot be computed, and for weights in an unsafe
 *   format.
 *
 * @example
 * const { backbone, weights } = await loadBackbone('./all-MiniLM-L6-v2')
 * const hidden = backbone.embed(parameters, inputs)
 */
export async function loadBackbone(folder: string): Promise<LoadedBackbone> {
  const config = await readJson(join(folder, 'config.json'))
  const backbone = textBackbone(config)
  return { backbone, config, weights: await loadWeights(folder, backboneParameters(backbone)) }
}

/**
 * Reads a Hugging Face folder of an image model: config.json, and model.safetensors or its shards.
 *
 * @param options.size Height and width of the pictures; see `imageBackbone`.
 * @throws {DataError | UnsupportedError} as `loadBackbone`.
 *
 * @example
 * const { backbone, weights } = await loadImageBackbone('./vit-base-patch16-224')
 */
export async function loadImageBackbone(
  folder: string,
  options: ImageBackboneOptions = {},
): Promise<LoadedBackbone<ImageBackbone>> {
  requireKnownOptions('loadImageBackbone', options, { size: true })
  const config = await readJson(join(folder, 'config.json'))
  const backbone = imageBackbone(config, options)
  return { backbone, config, weights: await loadWeights(folder, backboneParameters(backbone)) }
}

/**
 * Reads a Hugging Face folder of a sound model: the encoder of Whisper, AST, or the sound tower of CLAP.
 *
 * @param options.frames Of the spectrograms; see `soundBackbone`.
 * @throws {DataError | UnsupportedError} as `loadBackbone`.
 *
 * @example
 * const { backbone, weights } = await loadSoundBackbone('./whisper-tiny')
 * const preset = await readSoundPreset('./whisper-tiny') // of @towerkit/media
 */
export async function loadSoundBackbone(
  folder: string,
  options: SoundBackboneOptions = {},
): Promise<LoadedBackbone<SoundBackbone>> {
  requireKnownOptions('loadSoundBackbone', options, { frames: true })
  const config = await readJson(join(folder, 'config.json'))
  const backbone = soundBackbone(config, options)
  return { backbone, config, weights: await loadWeights(folder, backboneParameters(backbone)) }
}

/**
 * Reads a Hugging Face folder of a model of two towers in one space: CLIP, SigLIP or CLAP.
 *
 * @param options.size Height and width of the pictures; see `imageBackbone`.
 * @throws {DataError | UnsupportedError} as `loadBackbone`.
 *
 * @example
 * const { backbone, weights } = await loadContrastiveBackbone('./clip-vit-base-patch32')
 */
export async function loadContrastiveBackbone(
  folder: string,
  options: ImageBackboneOptions = {},
): Promise<LoadedBackbone<ContrastiveBackbone>> {
  requireKnownOptions('loadContrastiveBackbone', options, { size: true })
  const config = await readJson(join(folder, 'config.json'))
  const backbone = contrastiveBackbone(config, options)
  return { backbone, config, weights: await loadWeights(folder, contrastiveParameters(backbone)) }
}
