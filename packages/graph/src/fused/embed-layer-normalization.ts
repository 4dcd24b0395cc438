import { ShapeError } from '@towerkit/core'
import type { Op } from '../op.ts'
import { add } from '../ops/add.ts'
import { cast } from '../ops/cast.ts'
import { expand } from '../ops/expand.ts'
import { gather } from '../ops/gather.ts'
import { layerNormalization } from '../ops/layer-normalization.ts'
import { reduceSum } from '../ops/reduce-sum.ts'
import { slice } from '../ops/slice.ts'
import type { Value } from '../value.ts'

type Optional = 'segment_ids' | 'segment_embedding' | 'mask' | 'position_ids'

/** BERT's first layer: layer normalisation of the sum of the embeddings of word, position and segment. */
export const embedLayerNormalizationOp: Op<
  'input_ids' | 'word_embedding' | 'position_embedding' | 'gamma' | 'beta',
  'output' | 'mask_index' | 'embedding_sum',
  { epsilon: number; mask_index_type?: number },
  Optional
> = {
  type: 'EmbedLayerNormalization',
  domain: 'com.microsoft',
  since: 1,
  inputs: [
    'input_ids',
    'segment_ids',
    'word_embedding',
    'position_embedding',
    'segment_embedding',
    'gamma',
    'beta',
    'mask',
    'position_ids',
  ],
  optional: ['segment_ids', 'segment_embedding', 'mask', 'position_ids'],
  outputs: ['output', 'mask_index', 'embedding_sum'],
  optionalOutputs: ['embedding_sum'],
  attributes: { epsilon: 'float', mask_index_type: 'int' },
  defaults: { epsilon: 1e-12 },
  infer: ({ inputs: { input_ids, word_embedding } }) => {
    const [batch, sequence] = input_ids.shape
    if (input_ids.shape.length !== 2)
      throw new ShapeError(`EmbedLayerNormalization: ids [${input_ids.shape}]. Give [batch, sequence].`, {
        shape: input_ids.shape,
      })
    const sum = { dtype: word_embedding.dtype, shape: [batch!, sequence!, word_embedding.shape[1]!] }
    return { output: sum, mask_index: { dtype: 'int32', shape: [batch!] }, embedding_sum: sum }
  },
  gradient: 'reference',
  reference: (
    { input_ids, segment_ids, word_embedding, position_embedding, segment_embedding, gamma, beta, mask, position_ids },
    { epsilon },
  ) => {
    const [batch, sequence] = input_ids.shape
    const rows = (table: Value, ids: Value) => gather(table, cast(ids, 'int64'), 0)
    const positions = position_ids
      ? rows(position_embedding, position_ids)
      : slice(position_embedding, { axis: 0, end: sequence! })
    const parts = [
      rows(word_embedding, input_ids),
      positions,
      ...(segment_ids && segment_embedding ? [rows(segment_embedding, segment_ids)] : []),
    ]
    const sum = parts.reduce((a, b) => add(a, b))
    return {
      output: layerNormalization(sum, gamma, { bias: beta, epsilon }),
      mask_index: mask ? reduceSum(cast(mask, 'int32'), [1]) : expand(sum.graph.constant(0, 'int32'), [batch!]),
      embedding_sum: sum,
    }
  },
  samples: [
    {
      shapes: { word_embedding: [5, 4], position_embedding: [6, 4], segment_embedding: [2, 4], gamma: [4], beta: [4] },
      constants: {
        input_ids: { dtype: 'int32', shape: [2, 3], data: [0, 4, 2, 1, 1, 3] },
        segment_ids: { dtype: 'int32', shape: [2, 3], data: [0, 0, 1, 0, 1, 1] },
        mask: { dtype: 'int32', shape: [2, 3], data: [1, 1, 1, 1, 1, 0] },
      },
      attributes: { epsilon: 1e-5, mask_index_type: 1 },
    },
    {
      shapes: { word_embedding: [5, 4], position_embedding: [6, 4], gamma: [4], beta: [4] },
      constants: { input_ids: { dtype: 'int32', shape: [1, 2], data: [4, 2] } },
      attributes: { epsilon: 1e-5 },
      outputs: ['output'],
    },
  ],
  doc: {
    summary: 'Layer normalisation of the sum of the embeddings of word, position and segment.',
    gradient: 'of its parts',
    source:
      'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md' +
      '#com.microsoft.EmbedLayerNormalization',
  },
}
