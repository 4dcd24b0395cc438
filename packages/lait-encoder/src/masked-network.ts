import { textBackbone } from '@towerkit/backbones'
import {
  deriveSeed,
  equal,
  gather,
  less,
  mod,
  paddingMask,
  reshape,
  where,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { buildHead } from './build-head.ts'
import type { LaitNetwork } from './lait-parts.ts'

/** Chosen not to collide with the positions of dropout. */
const seedPlace = 1_000_003

/** Options of `buildMaskedNetwork`. */
export interface MaskedNetworkOptions {
  /** By the names of `tokenInputs`, the segments of a row one behind the other, padding after them. */
  readonly inputs: Readonly<Record<string, Value>>
  /** Layers that see one segment: a number, or an int64 scalar, so that one graph serves every number. */
  readonly parallelLayers: number | Value
  /** int64 scalar that turns dropout on. */
  readonly seed?: Value | undefined
}

/**
 * Appends the network for training: one sequence, whose attention is restricted to pairs of the same segment in the
 * first P layers and to unpadded tokens in all others.
 *
 *   hᵢ = layers 1..P of segment i only, H = layers P+1..L of [h₁; ...; hₙ], y = head(H)
 *
 * @returns [batch, dimensions]
 *
 * @see Milbauer et al., LAIT: Efficient multi-segment encoding in transformers with layer-adjustable interaction, 2023,
 *   section 3.
 */
export function buildMaskedNetwork(
  parameters: Parameters,
  network: LaitNetwork,
  { inputs, parallelLayers, seed }: MaskedNetworkOptions,
): Value {
  const backbone = textBackbone(network.config)
  const segmentIds = inputs['segment_ids']!
  const embedded = backbone.embed(parameters, inputs, { ...(seed && { seed }) })
  const { dtype, graph } = embedded
  const [batch, sequence] = segmentIds.shape
  const joint = paddingMask(segmentIds, dtype)
  // Padding is a segment of its own, number 0.
  const same = equal(reshape(segmentIds, [batch!, 1, sequence!, 1]), reshape(segmentIds, [batch!, 1, 1, sequence!]))
  const apart = where(same, graph.constant(0, dtype), graph.constant(-1e4, dtype))
  const maskOf = (layer: number) => {
    if (typeof parallelLayers === 'number') return layer < parallelLayers ? apart : joint
    return where(less(graph.constant(layer, 'int64'), parallelLayers), apart, joint)
  }
  const hidden = backbone.blocks.reduce(
    (state, block, layer) => block(parameters, state, { mask: maskOf(layer), ...(seed && { seed }) }),
    embedded,
  )
  return buildHead(parameters, network, { hidden: backbone.norm(parameters, hidden), segmentIds })
}

/**
 * One of several numbers of layers, drawn for each step: a function of the step's seed, so that a resumed run draws the
 * same.
 *
 * @param seed int64 scalar.
 * @returns int64 scalar.
 */
export function drawnLayers(seed: Value, choices: readonly number[]): Value {
  return gather(seed.graph.constant(choices, 'int64'), mod(deriveSeed(seed, seedPlace), choices.length))
}
