import { DataError } from '@towerkit/core'
import {
  add,
  attend,
  cast,
  constantInitializer,
  createParameters,
  cumSum,
  gather,
  Graph,
  initialize,
  l2Normalize,
  linear,
  max,
  meanPooling,
  min,
  mul,
  paddingMask,
  reduceSum,
  reshape,
  sub,
  type Parameters,
  type Value,
  type Tensor,
} from '@towerkit/graph'

/**
 * Weights of the attention of a static encoder: `attention.query.weight` and `attention.key.weight` [rank, width], and
 * `attention.position` [positions].
 */
export type StaticAttention = Readonly<Record<(typeof attentionNames)[number], Tensor>>

/** Names of its weights. */
export const attentionNames = ['attention.query.weight', 'attention.key.weight', 'attention.position'] as const

/** Sizes of an attention. */
export interface StaticAttentionSizes {
  /** Length of queries and keys. */
  readonly rank: number
  /** Positions that differ; later ones are as the last. */
  readonly places: number
}

/**
 * Checks weights that a folder has, or a caller put together. @throws {DataError} if they are not for vectors of length
 * `width`.
 */
export function requireAttentionOver(width: number, attention: StaticAttention, folder?: string): void {
  const weights = attentionNames.map(name => attention[name] as Tensor | undefined)
  const [query, , position] = weights
  const wanted = [[query?.shape[0], width], [query?.shape[0], width], [position?.shape[0]]]
  const fits = weights.every(
    (weight, i) => weight?.dtype === 'float32' && weight.shape.join() === wanted[i]!.join() && weight.data.length > 0,
  )
  if (!fits)
    throw new DataError(
      `staticEncoder: the attention${folder === undefined ? '' : ` in "${folder}"`} has ` +
        `${attentionNames.map((name, i) => `${name} ${weights[i]?.dtype} [${weights[i]?.shape}]`).join(', ')}. Give ` +
        `float32 [rank, ${width}], [rank, ${width}] and [places].`,
      { width, ...(folder !== undefined && { folder }) },
    )
}

/** The sizes that weights have. */
export function sizesOf(attention: StaticAttention): StaticAttentionSizes {
  return { rank: attention['attention.query.weight'].shape[0]!, places: attention['attention.position'].shape[0]! }
}

/**
 * Attention of the mean m of a text's token vectors to these vectors: e = Σ aₜ·xₜ, a = softmaxₜ(⟨Q·m/‖m‖, K·xₜ⟩ + pₜ).
 *
 * @param parameters Scope that gets `query`, `key` and `position`. As they are initialized a is the same for all
 *   tokens, and e = m.
 * @param x [batch, sequence, width]
 * @param mask int64 [batch, sequence]; padding comes after the tokens.
 * @returns [batch, width]; zeros where nothing is marked.
 *
 * @see Vaswani et al., Attention is all you need, 2017, equation 1, with one query; Lin et al., A structured
 *   self-attentive sentence embedding, 2017.
 */
export function attendFromMean(
  parameters: Parameters,
  x: Value,
  mask: Value,
  { rank, places }: StaticAttentionSizes,
): Value {
  const [batch, sequence, width] = x.shape
  const query = linear(parameters.at('query'), l2Normalize(meanPooling(x, mask)), rank, { bias: false, deviation: 0 })
  const key = linear(parameters.at('key'), x, rank, { bias: false, deviation: (width as number) ** -0.5 })
  const place = min(max(sub(cumSum(mask, 1), 1), 0), places - 1)
  const position = reshape(gather(parameters.get('position', [places], constantInitializer(0)), place), [
    batch!,
    1,
    1,
    sequence!,
  ])
  const heads = {
    query: reshape(query, [batch!, 1, 1, rank]),
    key: reshape(key, [batch!, 1, sequence!, rank]),
    value: reshape(x, [batch!, 1, sequence!, width!]),
  }
  const pooled = reshape(attend(heads, { mask: add(position, paddingMask(mask, x.dtype)), scale: 1 }), [batch!, width!])
  return mul(pooled, cast(min(reduceSum(mask, [1], { keepDimensions: true }), 1), x.dtype))
}

/** A new attention over vectors of length `width`, which gives the mean. */
export function newAttention(width: number, sizes: StaticAttentionSizes, seed: number): StaticAttention {
  const graph = new Graph()
  const parameters = createParameters(graph)
  attendFromMean(
    parameters.at('attention'),
    graph.input('x', 'float32', ['batch', 'sequence', width]),
    graph.input('mask', 'int64', ['batch', 'sequence']),
    sizes,
  )
  return initialize(parameters, { seed }) as StaticAttention
}
