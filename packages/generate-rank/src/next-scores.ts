import {
  add,
  concat,
  expand,
  gather,
  matmul,
  mul,
  range,
  reduceLogSumExp,
  reduceSum,
  reshape,
  scatterNd,
  sub,
  transpose,
  type Value,
} from '@towerkit/graph'
import { leftOut } from './candidates.ts'
import { compared } from './item-network.ts'
import type { RecommenderConfig } from './recommender-config.ts'
import type { FilledTrainingOptions } from './training-options.ts'

/** The sizes of a model, and how it is trained. */
export interface TrainedModel {
  readonly config: RecommenderConfig
  readonly options: FilledTrainingOptions
}

/**
 * Of each target its own score, and that of all other candidates together, ln Σ eˢ: the loss needs no more, and the
 * one large matrix is read as rarely as possible.
 *
 * @returns [targets, 2]
 */
export function nextScores(
  users: Value,
  candidates: Value,
  {
    inputs,
    positives,
    sequenceOf,
    config,
    options,
  }: {
    readonly inputs: Readonly<Record<string, Value>>
    readonly positives: Value
    readonly sequenceOf: Value | undefined
  } & TrainedModel,
): Value {
  const scaled = scaledUsers(users, { config, options })
  const logQ = inputs['logQ']!
  const [targets] = positives.shape as [Value['shape'][number]]
  const column = (x: Value) => reshape(x, [targets, 1])
  const own = reduceSum(mul(scaled, gather(candidates, positives)), [-1])
  const competing = inputs['competing']
  const of = (x: Value, axis: number) => (competing ? gather(x, competing, axis) : x)
  const all = matmul(scaled, transpose(of(candidates, 0)))
  const known = inputs['known']
  // Other items of a sequence do not compete with its targets, nor does a target with itself.
  const bySequence = known && of(sub(known, logQ), 1)
  const others = bySequence
    ? add(all, sequenceOf ? gather(bySequence, sequenceOf) : bySequence)
    : scatterNd(
        sub(all, logQ),
        concat([range(logQ.graph, targets), positives].map(column), 1),
        expand(logQ.graph.constant(leftOut, logQ.dtype), [targets]),
      )
  return concat([column(sub(own, gather(logQ, positives))), column(reduceLogSumExp(others, [-1]))], 1)
}

/** Users as they are multiplied with items: the temperature divides the few users, not the many scores. */
export function scaledUsers(users: Value, { config, options }: TrainedModel): Value {
  return mul(compared(users, config), 1 / options.temperature)
}
