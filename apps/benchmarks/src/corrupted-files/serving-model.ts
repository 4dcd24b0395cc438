import { backboneParameters, textBackbone } from '@towerkit/backbones'
import { createParameters, Graph, initialize, meanPooling, type Tensor } from '@towerkit/graph'

/** A tiny BERT with pooling, as a graph with weights. */
export function servingModel(): [graph: Graph, options: { readonly weights: Record<string, Tensor> }] {
  const backbone = textBackbone({
    model_type: 'bert',
    vocab_size: 50,
    hidden_size: 8,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 12,
    max_position_embeddings: 16,
    type_vocab_size: 1,
  })
  const graph = new Graph()
  const parameters = createParameters(graph)
  const inputs = Object.fromEntries(
    Object.entries(backbone.inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  const hidden = backbone.blocks.reduce(
    (state, block) => block(parameters, state, { mask: inputs['attention_mask']! }),
    backbone.embed(parameters, inputs),
  )
  graph.output('embeddings', meanPooling(backbone.norm(parameters, hidden), inputs['attention_mask']!))
  return [graph, { weights: initialize(backboneParameters(backbone), { seed: 1 }) }]
}
