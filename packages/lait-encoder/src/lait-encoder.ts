import { backboneParameters, modelFolder, textBackbone } from '@towerkit/backbones'
import { requireKnownOptions } from '@towerkit/core'
import { initialize } from '@towerkit/graph'
import { newHead } from './build-head.ts'
import { settleParts, type LaitChoices } from './lait-choices.ts'
import { laitEncoderOf, type LaitEncoder } from './lait-encoder-of.ts'
import type { LaitEncoderOptions, LaitModel } from './lait-encoder-options.ts'
import type { LaitParts } from './lait-parts.ts'
import { readLaitFolder } from './read-lait-folder.ts'

/**
 * Makes a segment encoder of any text backbone: layers 1 to P encode each segment separately, layers P + 1 to L all
 * segments of an input together. P = 0 is the stock model, P = L a dual encoder.
 *
 * @throws {ArgumentError} for options out of their range; {DataError} if a file is missing or malformed;
 *   {UnsupportedError} for what this version cannot run.
 *
 * @example
 * const reranker = await laitEncoder({ backbone: './my-encoder', parallelLayers: 4, head: 'score' })
 * await reranker.precompute(passages, { cache: diskCache('./states') })
 * const scores = await reranker.score(claims, passages)
 *
 * @see Milbauer et al., LAIT: Efficient multi-segment encoding in transformers with layer-adjustable interaction, 2023.
 */
export async function laitEncoder(options: LaitEncoderOptions): Promise<LaitEncoder> {
  requireKnownOptions<LaitEncoderOptions>('laitEncoder', options, {
    backbone: true,
    trainingLayers: true,
    cache: true,
    name: true,
    seed: true,
    session: true,
    download: true,
    ignoreCode: true,
    parallelLayers: true,
    head: true,
    pooling: true,
    segments: true,
    positions: true,
    tokenTypes: true,
    activation: true,
    maxLength: true,
  })
  const { backbone, seed = 0, download, ignoreCode = false, name, trainingLayers, cache, session, ...rest } = options
  // An undefined choice must not override what the folder says.
  const choices: LaitChoices = Object.fromEntries(Object.entries(rest).filter(([, choice]) => choice !== undefined))
  const parts =
    typeof backbone === 'string'
      ? await readLaitFolder(await modelFolder(backbone, download), choices, { seed, ignoreCode })
      : newParts(backbone, choices, seed)
  return laitEncoderOf(parts, {
    ...(name !== undefined && { name }),
    ...(trainingLayers && { trainingLayers }),
    ...(cache && { cache }),
    ...(session && { session }),
  })
}

function newParts({ config, tokenizer, weights = {} }: LaitModel, choices: LaitChoices, seed: number): LaitParts {
  const parts = settleParts({ config, tokenizer, weights }, choices)
  return {
    ...parts,
    weights: { ...initialize(backboneParameters(textBackbone(config)), { seed }), ...newHead(parts, seed), ...weights },
  }
}
