import {
  add,
  concat,
  embedding,
  gather,
  gatherElements,
  gelu,
  greaterOrEqual,
  linear,
  matmul,
  mul,
  productOf,
  range,
  reshape,
  scatterNd,
  slice,
  stopGradient,
  sub,
  topK,
  transpose,
  expand,
  where,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { leftOut } from './candidates.ts'
import { itemVectors, type ItemTensors } from './item-network.ts'
import { nextScores, scaledUsers, type TrainedModel } from './next-scores.ts'
import { eventKeys, longHistory, rankerNetwork, type LongHistory } from './ranker-network.ts'
import type { RecommenderConfig } from './recommender-config.ts'
import type { FilledTrainingOptions } from './training-options.ts'
import { userStates } from './user-network.ts'

/**
 * Everything that the loss of a recommender compares, from one forward pass over shared item vectors.
 *
 * @param inputs The tensors of `sequenceTensors`.
 * @returns scores over the temperature, less ln Q, the target first: `next` [targets, 2], the others together;
 *   `auxiliary` [places, 1 + negatives] and `ranker` [batch, 1 + hard].
 */
export function trainingScores(
  parameters: Parameters,
  inputs: Readonly<Record<string, Value>>,
  { config, options, seed }: TrainedModel & { readonly seed?: Value | undefined },
): Record<string, Value> {
  const vectors = itemVectors(parameters, inputs as unknown as ItemTensors, config)
  const candidates = gather(vectors, inputs['candidates']!)
  const pairs = inputs['auxiliary'] && {
    items: gather(candidates, inputs['auxiliary']),
    seesUpTo: inputs['seesUpTo']!,
    seeQuery: options.candidatesSeeQuery,
  }
  const history = {
    events: gather(vectors, inputs['history']!),
    types: inputs['types'],
    mask: inputs['mask']!,
    positions: inputs['positions']!,
  }
  const states = userStates(parameters, history, { config, candidates: pairs, seed })
  const [batch, length, width] = states.history.shape as [Value['shape'][number], Value['shape'][number], number]
  const last = reshape(slice(states.history, { axis: 1, start: -1 }), [batch, width])
  const users = config.queryToken
    ? last
    : gather(reshape(states.history, [productOf([batch, length]), width]), inputs['targetAt']!)
  // A query token is one target a sequence.
  const positives = inputs[config.queryToken ? 'lastTarget' : 'positives']!
  const sequenceOf = config.queryToken ? undefined : inputs['sequenceOf']!
  const scores: Record<string, Value> = {
    next: nextScores(users, candidates, { inputs, positives, sequenceOf, config, options }),
  }
  if (pairs) scores['auxiliary'] = auxiliaryScores(parameters, states.candidates!, inputs, options)
  if (inputs['long']) {
    const all = matmul(scaledUsers(last, { config, options }), transpose(candidates))
    const ranked = { user: last, scores: all, candidates, vectors }
    scores['ranker'] = rankerScores(parameters, ranked, inputs, { config, temperature: options.temperature })
  }
  return scores
}

/** Scores of the auxiliary candidates: a small network of their last states. */
function auxiliaryScores(
  parameters: Parameters,
  states: Value,
  inputs: Readonly<Record<string, Value>>,
  { auxiliaryPlaces, auxiliaryNegatives, temperature }: FilledTrainingOptions,
): Value {
  const [batch, , width] = states.shape as [Value['shape'][number], Value['shape'][number], number]
  const scope = parameters.at('auxiliary_score')
  const own = linear(scope.at(1), gelu(linear(scope.at(0), states, width)), 1)
  const shape = [productOf([batch, auxiliaryPlaces]), 1 + auxiliaryNegatives]
  const bias = gather(inputs['logQ']!, inputs['auxiliary']!)
  return sub(mul(reshape(own, shape), 1 / temperature), reshape(bias, shape))
}

/**
 * Scores of the ranker for the last target of each sequence, and for the candidates that the first stage likes best
 * for it: what it will be asked to tell apart when it serves. What the first stage says is an input, not trained here.
 */
function rankerScores(
  parameters: Parameters,
  {
    user,
    scores,
    candidates,
    vectors,
  }: { readonly user: Value; readonly scores: Value; readonly candidates: Value; readonly vectors: Value },
  inputs: Readonly<Record<string, Value>>,
  { config, temperature }: { readonly config: RecommenderConfig; readonly temperature: number },
): Value {
  const { graph } = user
  const batch = user.shape[0]!
  const target = reshape(inputs['lastTarget']!, [batch, 1])
  const first = stopGradient(scores)
  const rows = reshape(range(graph, batch), [batch, 1])
  const ownPlace = concat([rows, target], 1)
  // What the user had is no candidate when it serves.
  const offered = inputs['known'] ? add(first, inputs['known']) : first
  const others = scatterNd(offered, ownPlace, expand(graph.constant(leftOut, first.dtype), [batch]))
  const hard = topK(others, inputs['hard']!.shape[0]!)
  const chosen = concat([target, hard.indices], 1)
  const firstScores = gatherElements(first, chosen, 1)
  // When it serves, it orders what the first stage found. A target that is not among the best of the batch would teach
  // it that the lowest score is the right one: such a sequence has no competitors, and a loss of 0.
  const lastFound = slice(hard.values, { axis: 1, start: -1 })
  const isFound = greaterOrEqual(gatherElements(first, target, 1), lastFound)
  const competes = where(isFound, graph.constant(0, first.dtype), graph.constant(leftOut, first.dtype))
  const competitors = expand(competes, [batch, inputs['hard']!.shape[0]!])
  const scope = parameters.at('ranker')
  const long = trainedHistory(parameters, vectors, inputs, config)
  const items = gather(candidates, chosen)
  const ranked = rankerNetwork(scope, { items, firstScores: mul(firstScores, temperature), user }, long)
  const alone = concat([mul(competes, 0), competitors], 1)
  return add(mul(ranked.scores, 1 / temperature), alone)
}

/** The long histories of a batch. Without types the keys of an item are computed once for all its events. */
function trainedHistory(
  parameters: Parameters,
  vectors: Value,
  inputs: Readonly<Record<string, Value>>,
  { types, width }: RecommenderConfig,
): LongHistory {
  const scope = parameters.at('ranker')
  const events = inputs['long']!
  const mask = inputs['longMask']!
  const given = inputs['longTypes']
  if (given && types > 1) {
    const typed = embedding(parameters.at('type'), given, { rows: types, width })
    return longHistory(scope, add(gather(vectors, events), typed), mask)
  }
  const { keys, values } = eventKeys(scope, vectors)
  return { keys: transpose(gather(keys, events)), values: gather(values, events), mask }
}
