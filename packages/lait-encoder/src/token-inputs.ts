import { textBackbone, type TextBackbone } from '@towerkit/backbones'
import { createParameters, Graph } from '@towerkit/graph'
import type { LaitNetwork } from './lait-parts.ts'

/** An int64 tensor of tokens. */
const tokens = { dtype: 'int64', shape: ['batch', 'sequence'] } as const

/**
 * Inputs of a graph that starts from token ids, int64 [batch, sequence] each. `segment_ids` are 1, 2, ... by segment,
 * and 0 for padding.
 */
export function tokenInputs({ config }: Pick<LaitNetwork, 'config'>): Readonly<Record<string, typeof tokens>> {
  const backbone = textBackbone(config)
  return {
    input_ids: tokens,
    segment_ids: tokens,
    ...(hasTypes(config) && { token_type_ids: tokens }),
    ...(hasPlaces(backbone) && { position_ids: tokens }),
  }
}

/** Whether the backbone tells two types of tokens apart. */
export function hasTypes(config: object): boolean {
  return textBackbone(config).tokenTypes && Number(Reflect.get(config, 'type_vocab_size') ?? 2) >= 2
}

/** Whether the backbone has learnt positions, which are then an input: true if its embedding reads them. */
export function hasPlaces(backbone: TextBackbone): boolean {
  const graph = new Graph()
  const places = graph.input('position_ids', 'int64', ['batch', 'sequence'])
  backbone.embed(createParameters(graph), {
    input_ids: graph.input('input_ids', 'int64', ['batch', 'sequence']),
    position_ids: places,
  })
  return graph.nodes.some(({ inputs }) => Object.values(inputs).includes(places))
}
