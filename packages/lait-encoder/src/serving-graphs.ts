import { textBackbone } from '@towerkit/backbones'
import { createParameters, gather, Graph, type Value } from '@towerkit/graph'
import { buildHead, rowsRead } from './build-head.ts'
import { gatherLater } from './gather-later.ts'
import { tokenInputs } from './token-inputs.ts'
import type { LaitNetwork } from './lait-parts.ts'

/**
 * The graph that encodes segments by themselves: the embedding and layers 1 to P.
 *
 * Inputs: those of `tokenInputs`, a segment a row. Output: `states` [batch, sequence, width]. Weights are inputs by
 * their names.
 */
export function segmentGraph(network: LaitNetwork, parallelLayers: number): Graph {
  const backbone = textBackbone(network.config)
  const graph = new Graph()
  const parameters = createParameters(graph)
  const inputs: Record<string, Value> = Object.fromEntries(
    Object.entries(tokenInputs(network)).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  const context = { mask: inputs['segment_ids']! }
  graph.output(
    'states',
    backbone.blocks
      .slice(0, parallelLayers)
      .reduce((state, block) => block(parameters, state, context), backbone.embed(parameters, inputs)),
  )
  return graph
}

/**
 * The graph that lets segments see each other: layers P + 1 to L and the head. If the head reads only one token, the
 * last layer computes only that row. The parts of the first joint layer that depend on one state only (queries, keys,
 * values) are computed once for each state.
 *
 * Inputs: `states` float32 [tokens, width], those of all segments of the batch, each once; `rows` int64 [batch,
 * sequence], which of them stands where (any for padding); `segment_ids` int64 [batch, sequence], 1, 2, ... by segment,
 * and 0 for padding. Output: `output` [batch, dimensions].
 */
export function jointGraph(network: LaitNetwork, parallelLayers: number): Graph {
  const backbone = textBackbone(network.config)
  const graph = new Graph()
  const parameters = createParameters(graph)
  const states = graph.input('states', 'float32', ['tokens', backbone.width])
  const rows = graph.input('rows', 'int64', ['batch', 'sequence'])
  const segmentIds = graph.input('segment_ids', 'int64', ['batch', 'sequence'])
  const last = backbone.blocks.length - 1
  const read = rowsRead(network)
  const hidden = backbone.blocks.reduce(
    (state, block, layer) =>
      layer < parallelLayers
        ? state
        : block(parameters, state, { mask: segmentIds, ...(layer === last && read !== undefined && { rows: read }) }),
    gather(states, rows),
  )
  graph.output('output', buildHead(parameters, network, { hidden: backbone.norm(parameters, hidden), segmentIds }))
  return gatherLater(graph, rows.name)
}
