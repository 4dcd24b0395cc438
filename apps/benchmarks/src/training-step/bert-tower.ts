import {
  bertEmbeddings,
  createParameters,
  Graph,
  initialize,
  meanPooling,
  transformerBlock,
  type Parameters,
  type Tower,
  type Value,
} from '@towerkit/graph'

/** Size of a benchmarked network. */
export interface BertShape {
  readonly layers: number
  readonly width: number
  readonly heads: number
  readonly inner: number
  readonly vocabulary: number
  readonly sequence: number
}

/** A BERT with mean pooling over sequences of token numbers that all have the full length. */
export function bertTower(shape: BertShape, { sparse }: { readonly sparse: boolean }): Tower<readonly number[]> {
  const inputs = {
    ids: { dtype: 'int64', shape: ['batch', 'sequence'] },
    mask: { dtype: 'int64', shape: ['batch', 'sequence'] },
  } as const
  const build = (parameters: Parameters, { ids, mask }: Readonly<Record<string, Value>>) => {
    let hidden = bertEmbeddings(
      parameters.at('embeddings'),
      { ids: ids! },
      { vocabulary: shape.vocabulary, width: shape.width },
    )
    for (let layer = 0; layer < shape.layers; layer++) {
      hidden = transformerBlock(parameters.at('encoder', 'layer', layer), hidden, {
        heads: shape.heads,
        inner: shape.inner,
        mask,
      })
    }
    return { embedding: meanPooling(hidden, mask!) }
  }
  const graph = new Graph()
  const parameters = createParameters(graph)
  build(parameters, {
    ids: graph.input('ids', 'int64', inputs.ids.shape),
    mask: graph.input('mask', 'int64', inputs.mask.shape),
  })
  return {
    name: 'bert',
    outputs: { embedding: ['batch', shape.width] },
    inputs,
    weights: initialize(parameters, { seed: 1 }),
    ...(sparse && { tables: { 'embeddings.word_embeddings.weight': ['ids'] } }),
    collate: sequences => ({
      ids: {
        dtype: 'int64',
        shape: [sequences.length, shape.sequence],
        data: BigInt64Array.from(sequences.flat(), BigInt),
      },
      mask: {
        dtype: 'int64',
        shape: [sequences.length, shape.sequence],
        data: new BigInt64Array(sequences.length * shape.sequence).fill(1n),
      },
    }),
    build,
  }
}
