import { ShapeError, UnsupportedError } from '@towerkit/core'
import { attend, mergeHeads, splitHeads } from '../composites/attend.ts'
import type { Op } from '../op.ts'
import { add } from '../ops/add.ts'
import { matmul } from '../ops/matmul.ts'
import { split } from '../ops/split.ts'
import { attentionBias } from './attention-bias.ts'

type AttentionAttributes = {
  num_heads: number
  unidirectional: number
  mask_filter_value: number
  scale?: number
  qkv_hidden_sizes?: readonly number[]
}

/** Self-attention with its maps: softmax(Q·Kᵀ·scale + mask)·V, where Q, K and V are parts of input·weights + bias. */
export const attentionOp: Op<
  'input' | 'weights',
  'output',
  AttentionAttributes,
  'bias' | 'mask_index' | 'past' | 'attention_bias'
> = {
  type: 'Attention',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['input', 'weights', 'bias', 'mask_index', 'past', 'attention_bias'],
  optional: ['bias', 'mask_index', 'past', 'attention_bias'],
  outputs: ['output'],
  attributes: {
    num_heads: 'int',
    unidirectional: 'int',
    mask_filter_value: 'float',
    scale: 'float',
    qkv_hidden_sizes: 'ints',
  },
  defaults: { unidirectional: 0, mask_filter_value: -10000 },
  infer: ({ inputs: { input, weights, past }, attributes: { qkv_hidden_sizes } }) => {
    if (past)
      throw new UnsupportedError(
        'Attention: keys of earlier calls (past) are not supported. Export the model without a cache.',
      )
    const widths = qkv_hidden_sizes ?? [1, 1, 1].map(() => Number(weights.shape[1]) / 3)
    if (
      input.shape.length !== 3 ||
      weights.shape.length !== 2 ||
      widths.length !== 3 ||
      widths.reduce((a, b) => a + b) !== weights.shape[1]
    ) {
      throw new ShapeError(
        `Attention: input [${input.shape}] with weights [${weights.shape}]. Give [batch, sequence, width] and the ` +
          'weights of query, key and value side by side.',
        { shape: input.shape, weights: weights.shape },
      )
    }
    return { output: { dtype: input.dtype, shape: input.shape.with(-1, widths[2]!) } }
  },
  gradient: 'reference',
  reference: (
    { input, weights, bias, mask_index, attention_bias },
    { num_heads, unidirectional, mask_filter_value, scale, qkv_hidden_sizes },
  ) => {
    const product = matmul(input, weights)
    const widths = qkv_hidden_sizes ?? [1, 1, 1].map(() => Number(weights.shape[1]) / 3)
    const [query, key, value] = split(bias ? add(product, bias) : product, widths, 2).map(part =>
      splitHeads(part, num_heads),
    )
    const [batch, length] = input.shape
    const mask = attentionBias(input, [batch!, length!, length!], {
      mask: mask_index,
      bias: attention_bias,
      causal: unidirectional === 1,
      filter: mask_filter_value,
    })
    return {
      output: mergeHeads(
        attend({ query: query!, key: key!, value: value! }, { mask, scale: scale === 0 ? undefined : scale }),
      ),
    }
  },
  samples: [
    {
      shapes: { input: [2, 3, 4], weights: [4, 12], bias: [12] },
      constants: { mask_index: { dtype: 'int32', shape: [2, 3], data: [1, 1, 1, 1, 1, 0] } },
      attributes: { num_heads: 2, unidirectional: 0, mask_filter_value: -10000 },
    },
    {
      shapes: { input: [1, 3, 4], weights: [4, 12], bias: [12] },
      constants: { mask_index: { dtype: 'int32', shape: [1], data: [2] } },
      attributes: { num_heads: 2, unidirectional: 0, mask_filter_value: -10000 },
    },
    {
      shapes: { input: [3, 2, 4], weights: [4, 12], bias: [12], attention_bias: [1, 2, 2, 2] },
      attributes: { num_heads: 2, unidirectional: 1, mask_filter_value: -10000, scale: 0.3 },
    },
  ],
  doc: {
    summary: 'Self-attention with the maps of query, key and value.',
    gradient: 'of its parts',
    source: 'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.Attention',
  },
}
