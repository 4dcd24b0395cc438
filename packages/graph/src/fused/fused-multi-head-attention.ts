import { UnsupportedError } from '@towerkit/core'
import { attend, mergeHeads, splitHeads } from '../composites/attend.ts'
import type { Op } from '../op.ts'
import { add } from '../ops/add.ts'
import { split } from '../ops/split.ts'
import type { Value } from '../value.ts'
import { attentionBias } from './attention-bias.ts'

type MultiHeadAttentionAttributes = {
  num_heads: number
  unidirectional: number
  mask_filter_value: number
  scale?: number
}

/** Attention of given queries, keys and values: softmax(Q·Kᵀ·scale + mask)·V in each head. */
export const fusedMultiHeadAttentionOp: Op<
  'query' | 'key' | 'value',
  'output',
  MultiHeadAttentionAttributes,
  'bias' | 'key_padding_mask' | 'attention_bias'
> = {
  type: 'MultiHeadAttention',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['query', 'key', 'value', 'bias', 'key_padding_mask', 'attention_bias'],
  optional: ['bias', 'key_padding_mask', 'attention_bias'],
  outputs: ['output'],
  attributes: { num_heads: 'int', unidirectional: 'int', mask_filter_value: 'float', scale: 'float' },
  defaults: { unidirectional: 0, mask_filter_value: -10000 },
  infer: ({ inputs: { query, key, value } }) => {
    if (query.shape.length !== 3 || ![3, 4].includes(key.shape.length) || key.shape.length !== value.shape.length) {
      throw new UnsupportedError(
        `MultiHeadAttention: query [${query.shape}], key [${key.shape}], value [${value.shape}]. Give [batch, ` +
          'positions, width] each; keys and values may have their heads apart, [batch, heads, positions, width].',
        { query: query.shape, key: key.shape },
      )
    }
    const width = value.shape.length === 3 ? value.shape[2]! : Number(value.shape[1]) * Number(value.shape[3])
    return { output: { dtype: query.dtype, shape: query.shape.with(-1, width) } }
  },
  gradient: 'reference',
  reference: (
    { query, key, value, bias, key_padding_mask, attention_bias },
    { num_heads, unidirectional, mask_filter_value, scale },
  ) => {
    const biases =
      bias && split(bias, [query.shape[2]!, query.shape[2]!, Number(bias.shape[0]) - 2 * Number(query.shape[2])], 0)
    const heads = (x: Value, i: number) =>
      x.shape.length === 4 ? x : splitHeads(biases ? add(x, biases[i]!) : x, num_heads)
    const [q, k, v] = [query, key, value].map(heads) as [Value, Value, Value]
    const mask = attentionBias(query, [query.shape[0]!, query.shape[1]!, k.shape[2]!], {
      mask: key_padding_mask,
      bias: attention_bias,
      causal: unidirectional === 1,
      filter: mask_filter_value,
    })
    return {
      output: mergeHeads(attend({ query: q, key: k, value: v }, { mask, scale: scale === 0 ? undefined : scale })),
    }
  },
  samples: [
    {
      shapes: { query: [2, 3, 4], key: [2, 5, 4], value: [2, 5, 4], bias: [12] },
      constants: { key_padding_mask: { dtype: 'int32', shape: [2, 5], data: [1, 1, 1, 1, 1, 1, 1, 1, 0, 0] } },
      attributes: { num_heads: 2, unidirectional: 0, mask_filter_value: -10000 },
    },
    {
      shapes: { query: [3, 2, 4], key: [3, 2, 4], value: [3, 2, 4], attention_bias: [1, 2, 2, 2] },
      attributes: { num_heads: 2, unidirectional: 0, mask_filter_value: -10000, scale: 0.3 },
    },
  ],
  doc: {
    summary: 'Attention of given queries, keys and values.',
    gradient: 'of its parts',
    source:
      'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MultiHeadAttention',
  },
}
