import {
  add,
  concat,
  embedding,
  gather,
  gatherElements,
  gelu,
  linear,
  matmul,
  productOf,
  range,
  mul,
  reshape,
  scatterNd,
  slice,
  stopGradient,
  sub,
  topK,
  transpose,
  expand,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { compared, itemVectors, type ItemTensors } from './item-network.ts'
import { longHistory, rankerNetwork } from './ranker-network.ts'
import type { RecommenderConfig } from './recommender-config.ts'
import type { FilledTrainingOptions } from './training-options.ts'
import { userStates } from './user-network.ts'

/** An added score by which a candidate does not count. */
const leftOut = -1e4

/**
 * Everything that the loss of a recommender compares, from one forward pass over shared item vectors.
 *
 * @param inputs The tensors of `sequenceTensors`.
 * @returns `next` [targets, candidates] and `positives` [targets]; `auxiliary` [places, 1 + negatives] and `ranker`
 *   [batch, 1 + hard], the target first; all are scores over the temperature, less log Q.
 */
export function trainingScores(
  parameters: Parameters,
  inputs: Readonly<Record<string, Value>>,
  {
    config,
    options,
    seed,
  }: {
    readonly config: RecommenderConfig
    readonly options: FilledTrainingOptions
    readonly seed?: Value | undefined
  },
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
  const scoreOf = (user: Value) => mul(matmul(compared(user, config), transpose(candidates)), 1 / options.temperature)
  const corrected = sub(scoreOf(users), inputs['logQ']!)
  const scores: Record<string, Value> = {
    next: withoutIgnored(corrected, inputs['ignored']!),
    // A query token is one target a sequence.
    positives: inputs[config.queryToken ? 'lastTarget' : 'positives']!,
  }
  if (pairs) scores['auxiliary'] = auxiliaryScores(parameters, states.candidates!, inputs, options)
  if (inputs['long']) {
    const ranked = { user: last, scores: scoreOf(last), candidates, vectors }
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
  const [batch, width] = user.shape as [Value['shape'][number], number]
  const target = reshape(inputs['lastTarget']!, [batch, 1])
  const first = stopGradient(scores)
  const rows = reshape(range(graph, batch), [batch, 1])
  const ownPlace = concat([rows, target], 1)
  const others = scatterNd(first, ownPlace, expand(graph.constant(leftOut, 'float32'), [batch]))
  const hard = topK(others, inputs['hard']!.shape[0]!).indices
  const chosen = concat([target, hard], 1)
  const firstScores = gatherElements(first, chosen, 1)
  const longTypes = inputs['longTypes']
  const events = gather(vectors, inputs['long']!)
  const typed =
    longTypes && config.types > 1
      ? add(events, embedding(parameters.at('type'), longTypes, { rows: config.types, width }))
      : events
  const scope = parameters.at('ranker')
  const long = longHistory(scope, typed, inputs['longMask']!)
  const items = gather(candidates, chosen)
  const ranked = rankerNetwork(scope, { items, firstScores: mul(firstScores, temperature), user }, long)
  return mul(ranked.scores, 1 / temperature)
}

function withoutIgnored(scores: Value, pairs: Value): Value {
  const { graph } = scores
  const nothing = mul(stopGradient(scores), 0)
  const terms = expand(graph.constant(leftOut, 'float32'), [pairs.shape[0]!])
  return add(scores, scatterNd(nothing, pairs, terms))
}
