import {
  add,
  concat,
  constantInitializer,
  expand,
  feedForward,
  gelu,
  linear,
  matmul,
  mul,
  paddingMask,
  reshape,
  rmsNorm,
  softmax,
  transpose,
  type Parameters,
  type Value,
} from '@towerkit/graph'

/** Keys and values of a history: they do not depend on candidates, and are computed once for all of them. */
export interface LongHistory {
  /** [batch, width, events]: transposed, as the product wants it. */
  readonly keys: Value
  /** [batch, events, width] */
  readonly values: Value
  /** int64 [batch, events], 0 for padding. */
  readonly mask: Value
}

/** What the ranker scores. */
export interface RankedCandidates {
  /** [batch, candidates, width] */
  readonly items: Value
  /** [batch, candidates]: what the first stage said. */
  readonly firstScores: Value
  /** [batch, width]: the user's vector. */
  readonly user: Value
}

/**
 * The keys and values of events, through a map of their own. They depend on no other event: those of an item may be
 * computed once for all its events.
 *
 * @param events [..., width]
 * @param parameters Scope that gets `history_norm`, `history`, `k_proj` and `v_proj`.
 * @returns both of the shape of the events.
 */
export function eventKeys(parameters: Parameters, events: Value): { readonly keys: Value; readonly values: Value } {
  const width = events.shape.at(-1) as number
  const normal = rmsNorm(parameters.at('history_norm'), events)
  const mapped = add(events, feedForward(parameters.at('history'), normal, { inner: width }))
  return {
    keys: linear(parameters.at('k_proj'), mapped, width, { bias: false }),
    values: linear(parameters.at('v_proj'), mapped, width, { bias: false }),
  }
}

/**
 * The keys and values of the long history.
 *
 * @param events [batch, events, width]
 * @param mask int64 [batch, events], 0 for padding.
 * @param parameters As those of `eventKeys`.
 */
export function longHistory(parameters: Parameters, events: Value, mask: Value): LongHistory {
  const { keys, values } = eventKeys(parameters, events)
  return { keys: transpose(keys), values, mask }
}

/**
 * The ranker: one layer, one head. Each candidate reads the whole long history, and its score is that of the first
 * stage and what a small network makes of what it read.
 *
 *   z_c = softmax(q_c·Kᵀ / √width)·V,  s(c) = w·first(c) + MLP([z_c ; c ; u ; z_c∘c])
 *
 * @param parameters Scope that gets `q_proj`, `mlp`, `score` and `first.weight`.
 * @returns scores [batch, candidates], higher is better, and the weights [batch, candidates, events] by which each
 *   candidate read the history.
 *
 * @see GRank, arXiv 2510.15299, section on the ranker. That the score of the first stage is an input is our choice.
 */
export function rankerNetwork(
  parameters: Parameters,
  { items, firstScores, user }: RankedCandidates,
  { keys, values, mask }: LongHistory,
): { readonly scores: Value; readonly weights: Value } {
  const [batch, count, width] = items.shape as [Value['shape'][number], Value['shape'][number], number]
  const query = mul(linear(parameters.at('q_proj'), items, width, { bias: false }), 1 / Math.sqrt(width))
  const events = keys.shape[2]!
  const padding = reshape(paddingMask(mask, items.dtype), [batch, 1, events])
  const weights = softmax(add(matmul(query, keys), padding))
  const read = matmul(weights, values)
  const users = expand(reshape(user, [batch, 1, width]), [batch, count, width])
  const features = concat([read, items, users, mul(read, items)], -1)
  const own = linear(parameters.at('score'), gelu(linear(parameters.at('mlp'), features, width)), 1)
  const first = mul(firstScores, parameters.get('first.weight', [1], constantInitializer(1)))
  return { scores: add(first, reshape(own, [batch, count])), weights }
}
