import {
  add,
  concat,
  constantInitializer,
  cos,
  deriveSeed,
  expand,
  gather,
  layerNorm,
  linear,
  mod,
  mul,
  normalInitializer,
  reshape,
  sin,
  slice,
  transformerBlock,
  cast,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import type { SettledChoices } from './omni-choices.ts'

/** The tokens of pictures, as the perceiver reads them. */
export interface VisualTokens {
  /** [rows, width]: the tokens of all pictures, those of a picture one after the other. */
  readonly rows: Value
  /** int64 [visuals, tokens]: which row stands where; any for padding. */
  readonly index: Value
  /** int64 [visuals, tokens]: 0 for padding. */
  readonly mask: Value
  /** int64 [visuals, tokens]: the number of the frame that a token belongs to; 0 for still pictures. */
  readonly frames: Value
}

/**
 * Appends the visual perceiver: latents joined with the tokens of all pictures and frames of an item under
 * self-attention, of which only the latents are kept, so that any number of pictures becomes as many tokens.
 *
 * A token has a learnt vector for its place in its picture, and sines and cosines for its frame.
 *
 * @param options.tokens Tokens of a picture.
 * @returns [visuals, latents, width of the perceiver]
 *
 * @see SAIL-Embedding, arXiv 2510.12709, on its visual perceiver; Jaegle et al., Perceiver, 2021.
 */
export function buildPerceiver(
  parameters: Parameters,
  { rows, index, mask, frames }: VisualTokens,
  { choices, tokens, seed }: { readonly choices: SettledChoices; readonly tokens: number; readonly seed?: Value },
): Value {
  const { latents, perceiverWidth: width, perceiverLayers, heads, dropout } = choices
  const { graph } = rows
  const [visuals] = index.shape
  const places = parameters.get('places', [tokens, width], normalInitializer(0.02))
  const seen = add(
    gather(linear(parameters.at('input'), rows, width), index),
    add(gather(places, mod(index, tokens)), frameVectors(parameters, frames, width)),
  )
  const own = parameters.get('latents', [latents, width], normalInitializer(0.5))
  const first = expand(reshape(own, [1, latents, width]), [visuals!, latents, width])
  const joined = layerNorm(parameters.at('norm'), concat([first, seen], 1))
  const ones = expand(graph.constant(1, 'int64'), [visuals!, latents])
  const all = concat([ones, mask], 1)
  let hidden = reshape(joined, [visuals!, joined.shape[1]!, width])
  for (let layer = 0; layer < perceiverLayers; layer++)
    hidden = transformerBlock(parameters.at('layer', layer), hidden, {
      heads,
      mask: all,
      epsilon: 1e-5,
      // What the tokens become in the last layer is not kept.
      ...(layer === perceiverLayers - 1 && { rows: latents }),
      ...(seed && { dropout: { rate: dropout, seed: deriveSeed(seed, layer) } }),
    })
  return hidden.shape[1] === latents ? hidden : slice(hidden, { axis: 1, end: latents })
}

/** Sines and cosines of the frame, scaled by a learnt vector. [visuals, tokens, width] */
function frameVectors(parameters: Parameters, frames: Value, width: number): Value {
  const half = width / 2
  const { graph } = frames
  const frequencies = graph.constant(
    Array.from({ length: half }, (_, i) => 1000 ** (-i / half)),
    'float32',
  )
  const [visuals, count] = frames.shape
  const scale = parameters.get('frames', [width], constantInitializer(0.1))
  const angles = mul(reshape(cast(frames, 'float32'), [visuals!, count!, 1]), cast(frequencies, 'float32'))
  // At frame 0, of stills, sines are 0 and cosines 1: those are taken off, so that a still has no vector.
  const waves = concat([sin(angles), add(cos(angles), -1)], -1)
  return mul(cast(waves, scale.dtype), scale)
}
