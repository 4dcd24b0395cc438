import { ArgumentError } from '@towerkit/core'
import type { TaskPrompts } from './task-prompts.ts'

/** Sizes and rules of the part that is trained: perceiver, fusion and pooling. */
export interface OmniChoices {
  /**
   * Lengths that a vector is cut to, the longest first, which is the width of the fusion. Default [384, 192, 96]; with
   * `textBlocks` the width of the text backbone, its half and its quarter. SAIL-Embedding has 1536, 768 and 128.
   */
  readonly widths?: readonly number[]
  /** Tokens that any number of pictures and frames becomes. Default 16. */
  readonly latents?: number
  /** Width of the perceiver. Default 256. SAIL-Embedding has 1024. */
  readonly perceiverWidth?: number
  /** Layers of the perceiver. Default 2. SAIL-Embedding has 6. */
  readonly perceiverLayers?: number
  /** Layers of a new fusion transformer. Default 2; not with `textBlocks`. */
  readonly fusionLayers?: number
  /** Attention heads of perceiver and new fusion. Default 4. */
  readonly heads?: number
  /**
   * The last blocks of the text backbone are the fusion, and the ones before them the text trunk. Default 0: the fusion
   * is a new transformer, and the whole backbone the trunk.
   */
  readonly textBlocks?: number
  /** Dropout in perceiver and new fusion while training. Default 0.1. */
  readonly dropout?: number
  /** Share of text fields that a training step leaves out. Default 0.1. */
  readonly fieldDrop?: number
  /** Share of parts (sound, vision, text) that a training step leaves out. Something is always left. Default 0.1. */
  readonly partDrop?: number
  /** Frames that are read of a video file. Default 8. */
  readonly videoFrames?: number
  /** A text field is cut to this many tokens. Default 64. */
  readonly maxLength?: number
  /** Prompts by task; the task `default` is that of calls and runs that name none. Default: none. */
  readonly prompts?: Readonly<Record<string, TaskPrompts>>
  /** One prompt for every task and side, in place of `prompts`. Default: none. */
  readonly unifiedPrompt?: string
  /** Whether the tokens of a prompt count in the mean. Default true, as the paper has it. */
  readonly pooledPrompt?: boolean
}

/** Every choice made. */
export type SettledChoices = Required<Omit<OmniChoices, 'unifiedPrompt'>> & Pick<OmniChoices, 'unifiedPrompt'>

/** Every option of `OmniChoices`. */
export const choiceNames: Readonly<Record<keyof OmniChoices, true>> = {
  widths: true,
  latents: true,
  perceiverWidth: true,
  perceiverLayers: true,
  fusionLayers: true,
  heads: true,
  textBlocks: true,
  dropout: true,
  fieldDrop: true,
  partDrop: true,
  videoFrames: true,
  maxLength: true,
  prompts: true,
  unifiedPrompt: true,
  pooledPrompt: true,
}

/** The text backbone, as far as choices depend on it. */
export interface TextLimits {
  readonly width: number
  readonly blocks: number
  readonly longest: number
}

/**
 * The choices with their defaults.
 *
 * @throws {ArgumentError} if one is out of its range.
 */
export function settledChoices(choices: OmniChoices, text: TextLimits): SettledChoices {
  const { textBlocks = 0, unifiedPrompt } = choices
  const largest = textBlocks > 0 ? text.width : 384
  const settled: SettledChoices = {
    widths: choices.widths ?? [largest, Math.floor(largest / 2), Math.floor(largest / 4)],
    latents: choices.latents ?? 16,
    perceiverWidth: choices.perceiverWidth ?? 256,
    perceiverLayers: choices.perceiverLayers ?? 2,
    fusionLayers: choices.fusionLayers ?? (textBlocks > 0 ? 0 : 2),
    heads: choices.heads ?? 4,
    textBlocks,
    dropout: choices.dropout ?? 0.1,
    fieldDrop: choices.fieldDrop ?? 0.1,
    partDrop: choices.partDrop ?? 0.1,
    videoFrames: choices.videoFrames ?? 8,
    maxLength: choices.maxLength ?? Math.min(64, text.longest),
    prompts: choices.prompts ?? {},
    pooledPrompt: choices.pooledPrompt ?? true,
    ...(unifiedPrompt !== undefined && { unifiedPrompt }),
  }
  const { widths, heads, perceiverWidth } = settled
  requireWhole(settled, 'latents', [1, 1024])
  requireWhole(settled, 'perceiverLayers', [1, 64])
  requireWhole(settled, 'fusionLayers', textBlocks > 0 ? [0, 0] : [1, 64])
  requireWhole(settled, 'videoFrames', [1, 1024])
  requireWhole(settled, 'textBlocks', [0, text.blocks])
  requireWhole(settled, 'maxLength', [3, text.longest])
  for (const name of ['dropout', 'fieldDrop', 'partDrop'] as const)
    if (!(settled[name] >= 0 && settled[name] < 1))
      throw new ArgumentError(`omniEncoder: ${name} is ${settled[name]}. Give a share from 0 up to 1, exclusive.`, {
        [name]: settled[name],
      })
  if (
    widths.length === 0 ||
    widths.some((width, i) => !Number.isInteger(width) || width < 1 || (i > 0 && width >= widths[i - 1]!))
  )
    throw new ArgumentError(`omniEncoder: widths is [${widths}]. Give whole numbers from 1, the largest first.`, {
      widths,
    })
  if (textBlocks > 0 && widths[0] !== text.width)
    throw new ArgumentError(
      `omniEncoder: the largest width is ${widths[0]}, that of the text backbone, whose blocks are the fusion, ` +
        `${text.width}. Begin widths with it.`,
      { widths, width: text.width },
    )
  requireWhole(settled, 'heads', [1, perceiverWidth])
  const wide = [perceiverWidth, ...(textBlocks > 0 ? [] : [widths[0]!])].find(width => width % heads !== 0)
  if (wide !== undefined || perceiverWidth % 2 !== 0)
    throw new ArgumentError(
      `omniEncoder: widths of ${perceiverWidth} and ${widths[0]} do not divide into ${heads} heads, or the first is ` +
        'odd. Give widths that are multiples of the heads.',
      { perceiverWidth, width: widths[0], heads },
    )
  return settled
}

function requireWhole(choices: SettledChoices, name: keyof SettledChoices, [least, most]: readonly [number, number]) {
  const value = choices[name]
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return
  throw new ArgumentError(
    `omniEncoder: ${name} is ${JSON.stringify(value)}. Give a whole number from ${least} to ${most}` +
      `${name === 'fusionLayers' && most === 0 ? ', for the blocks of the text backbone are the fusion' : ''}.`,
    { [name]: value },
  )
}
