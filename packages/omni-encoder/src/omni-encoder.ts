import { requireKnownOptions } from '@towerkit/core'
import { modelFolder } from '@towerkit/backbones'
import { firstWeights } from './network-inputs.ts'
import type { OmniNetwork } from './network-parts.ts'
import { choiceNames, settledChoices, type OmniChoices } from './omni-choices.ts'
import { omniEncoderOf, type OmniEncoder, type OmniServingOptions } from './omni-encoder-of.ts'
import type { OmniEncoderParts } from './omni-parts.ts'
import { readOmniFolder, requireTrunks } from './read-omni-folder.ts'
import { soundTrunk, type SoundTrunkOptions } from './sound-trunk.ts'
import { textModel, textTrunk, type NewTextModel } from './text-trunk.ts'
import type { Modality } from './trunk.ts'
import { visionTrunk, type VisionTrunkOptions } from './vision-trunk.ts'

/** Options of a saved encoder that is opened. */
export interface OpenOmniOptions extends OmniServingOptions, OmniChoices {
  /** Trunks that are trained, in place of those that the folder names. */
  readonly trained?: readonly Modality[]
}

/** Options of a new encoder. */
export interface OmniEncoderOptions extends OmniServingOptions, OmniChoices {
  /** A text backbone: folder of a Hugging Face or sentence-transformers model, its name on the hub, or a new one. */
  readonly text: string | NewTextModel
  /** The trunk of pictures and frames. Default: none. */
  readonly vision?: VisionTrunkOptions
  /** The trunk of sound. Default: none. */
  readonly sound?: SoundTrunkOptions
  /**
   * Trunks that are trained too. The others are frozen: a training step costs what perceiver and fusion cost, and the
   * tokens of a file are made once. Default: none.
   */
  readonly trained?: readonly Modality[]
  /** Source of the first weights. Default 0. */
  readonly seed?: number
}

const servingNames = { cache: true, name: true, session: true, trained: true, ...choiceNames } as const

/**
 * An encoder of items that are any subset of text fields, pictures, video frames and sound: a new one around pretrained
 * trunks, or one that was saved.
 *
 * @param model What a new one is made of, or the folder of a saved one, or its name on the hub.
 * @throws {ArgumentError} for options out of their range; {DataError} if a file is missing or malformed;
 *   {UnsupportedError} for what this version cannot run.
 *
 * @example
 * const encoder = await omniEncoder({
 *   text: './all-MiniLM-L6-v2',
 *   vision: { model: './vit-base-patch16-224' },
 *   cache: diskCache('./tokens'),
 * })
 * await train({ model: encoder, data: pairs, loss: infoNce({ symmetric: true }), optimizer: adamW(), steps: 1000 })
 * await encoder.save('./my-search')
 *
 * @see SAIL-Embedding, arXiv 2510.12709, 2025.
 */
export function omniEncoder(model: OmniEncoderOptions): Promise<OmniEncoder>
export function omniEncoder(model: string, options?: OpenOmniOptions): Promise<OmniEncoder>
export async function omniEncoder(
  model: string | OmniEncoderOptions,
  options: OpenOmniOptions = {},
): Promise<OmniEncoder> {
  const isSaved = typeof model === 'string'
  const given = isSaved
    ? requireKnownOptions<OpenOmniOptions>('omniEncoder', options, servingNames)
    : requireKnownOptions<OmniEncoderOptions>('omniEncoder', model, {
        ...servingNames,
        text: true,
        vision: true,
        sound: true,
        seed: true,
      })
  const { cache, name, session } = given
  const parts = isSaved ? await readOmniFolder(await modelFolder(model), choicesOf(options)) : await newParts(model)
  return omniEncoderOf(parts, {
    ...(cache && { cache }),
    ...(name !== undefined && { name }),
    ...(session && { session }),
  })
}

function choicesOf({ cache: _cache, name: _name, session: _session, ...choices }: OpenOmniOptions) {
  return choices
}

async function newParts(options: OmniEncoderOptions): Promise<OmniEncoderParts> {
  const { text, vision, sound, seed = 0, trained = [] } = options
  const model = await textModel(text, seed)
  const whole = textTrunk(model, 0)
  const choices = settledChoices(options, {
    width: whole.width,
    blocks: whole.backbone.blocks.length,
    longest: model.longest,
  })
  const network: OmniNetwork = {
    choices,
    text: choices.textBlocks === 0 ? whole : textTrunk(model, choices.textBlocks),
    vision: vision && (await visionTrunk(vision)),
    sound: sound && (await soundTrunk(sound)),
    trained,
  }
  requireTrunks(network)
  return { network, weights: firstWeights(network, seed) }
}
