import { add, attend, cast, createParameters, cumSum, embedding, Graph, initialize, l2Normalize, linear, max, meanPooling, mergeHeads, min, mul, paddingMask, reduceSum, reshape, splitHeads, sub, transpose, type Parameters, type Value, type Weight } from '@towerkit/graph'

/**
 * Weights of the attention of a static encoder: `attention.query.weight` and `attention.key.weight` [heads · width of a head, width], and
 * `attention.position.weight` [places, heads].
 */
export type StaticAttention = Readonly<Record<typeof attentionNames[number], Weight>>

/** Names of its weights. */
export const attentionNames = ['attention.query.weight', 'attention.key.weight', 'attention.position.weight'] as const

/** Sizes of an attention. */
export interface StaticAttentionSizes {
  readonly heads: number
  /** Length of queries and keys, of all heads together. */
  readonly rank: number
  /** Positions that differ; later ones are as the last. */
  readonly places: number
}

/** The sizes that weights have. */
export function sizesOf(attention: StaticAttention): StaticAttentionSizes {
  const [[rank], , [places, heads]] = attentionNames.map(name => attention[name].shape) as [readonly number[], readonly number[], readonly number[]]
  return { rank: rank!, places: places!, heads: heads! }
}

/**
 * Attention of the mean m of a text's token vectors to these vectors. In each head, of which each has a slice of the vector to itself,
 * eₕ = Σ aₜ·xₜₕ, a = softmaxₜ(⟨Q·m/‖m‖, K·xₜ⟩ₕ + pₜₕ).
 *
 * @param parameters Scope that gets `query`, `key` and `position`. As they are initialized a is the same for all tokens, and e = m.
 * @param x [batch, sequence, width]
 * @param mask int64 [batch, sequence]; padding comes after the tokens.
 * @returns [batch, width]; zeros where nothing is marked.
 *
 * @see Lin et al., A structured self-attentive sentence embedding, 2017; Vaswani et al., 2017, equation 1, with one query.
 */
export function attendFromMean(parameters: Parameters, x: Value, mask: Value, { heads, rank, places }: StaticAttentionSizes): Value {
  const [batch, sequence, width] = x.shape
  const query = linear(parameters.at('query'), reshape(l2Normalize(meanPooling(x, mask)), [batch!, 1, width!]), rank, { bias: false, deviation: 0 })
  const key = linear(parameters.at('key'), x, rank, { bias: false, deviation: (width as number) ** -0.5 })
  const place = min(max(sub(cumSum(mask, 1), 1), 0), places - 1)
  const position = reshape(transpose(embedding(parameters.at('position'), place, { rows: places, width: heads, deviation: 0 }), [0, 2, 1]), [batch!, heads, 1, sequence!])
  const pooled = attend({ query: splitHeads(query, heads), key: splitHeads(key, heads), value: splitHeads(x, heads) }, { mask: add(position, paddingMask(mask, x.dtype)), scale: 1 })
  return mul(reshape(mergeHeads(pooled), [batch!, width!]), cast(min(reduceSum(mask, [1], { keepDimensions: true }), 1), x.dtype))
}

/** Parameters of an attention over vectors of length `width`, in a graph of their own. */
export function attentionParameters(width: number, sizes: StaticAttentionSizes): Parameters {
  const graph = new Graph()
  const parameters = createParameters(graph)
  attendFromMean(parameters.at('attention'), graph.input('x', 'float32', ['batch', 'sequence', width]), graph.input('mask', 'int64', ['batch', 'sequence']), sizes)
  return parameters
}

/** A new attention, which gives the mean. */
export const newAttention = (width: number, sizes: StaticAttentionSizes, seed: number): StaticAttention => initialize(attentionParameters(width, sizes), { seed }) as StaticAttention
