import {
  add,
  cast,
  concat,
  deriveSeed,
  dropout,
  embedding,
  equal,
  gather,
  linear,
  mul,
  reduceSum,
  reshape,
  slice,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { generatorNetwork, type GeneratorStates } from './generator-network.ts'
import type { RecommenderConfig } from './recommender-config.ts'

/** Histories of a batch. */
export interface HistoryTensors {
  /** [batch, length, width]: vectors of the items of the events, in the order of their times, padding in front. */
  readonly events: Value
  /** int64 [batch, length]: types of the events; if the model tells types apart. */
  readonly types?: Value | undefined
  /** int64 [batch, length], 0 for padding. */
  readonly mask: Value
  /** int64 [length]: places of the events counted from the longest history, so that the last is always the same. */
  readonly positions: Value
}

/** Candidates that read the histories, in training only. */
export interface CandidateTensors {
  /** [batch, candidates, width]: vectors of their items. */
  readonly items: Value
  /** int64 [batch, candidates]: the last event that each one sees. */
  readonly seesUpTo: Value
  /** Whether they also see the query token, if there is one. */
  readonly seeQuery: boolean
}

/**
 * The states of the generator for some histories: a token an event (item, type, place), then, if the model has one, the
 * query token, made of the sums of the events of each type.
 *
 * @param parameters Scope that gets `position`, `type`, `query`, `auxiliary` and the blocks of the generator.
 * @returns history [batch, length, width], one longer with a query token; candidates [batch, candidates, width].
 */
export function userStates(
  parameters: Parameters,
  { events, types, mask, positions }: HistoryTensors,
  {
    config,
    candidates,
    seed,
  }: {
    readonly config: RecommenderConfig
    readonly candidates?: CandidateTensors | undefined
    readonly seed?: Value | undefined
  },
): GeneratorStates {
  const { width, queryToken } = config
  const places = (ids: Value) => embedding(parameters.at('position'), ids, { rows: config.events + 2, width })
  const typed = types && config.types > 1 ? add(events, typeVectors(parameters, types, config)) : events
  const tokens = add(typed, places(positions))
  const history = queryToken ? concat([tokens, queryTokenOf(parameters, { events, types, mask }, config)], 1) : tokens
  const whole = queryToken ? concat([mask, slice(mask, { axis: 1, start: -1 })], 1) : mask
  const dropped = (x: Value, place: number) =>
    seed && config.dropout > 0 ? dropout(x, deriveSeed(seed, 4 * config.blocks + place), config.dropout) : x
  const own = candidates && {
    // The place of a candidate is the one behind the last event that it sees.
    tokens: dropped(
      add(
        linear(parameters.at('auxiliary'), candidates.items, width),
        places(add(gather(positions, candidates.seesUpTo), 1)),
      ),
      1,
    ),
    seesUpTo: queryToken && candidates.seeQuery ? add(candidates.seesUpTo, 1) : candidates.seesUpTo,
  }
  const { blocks, heads, inner } = config
  return generatorNetwork(
    parameters,
    { history: dropped(history, 0), mask: whole, candidates: own, seed },
    { blocks, heads, inner, dropout: config.dropout },
  )
}

function typeVectors(parameters: Parameters, types: Value, { types: rows, width }: RecommenderConfig): Value {
  return embedding(parameters.at('type'), types, { rows, width })
}

/** [batch, 1, width]: a map of the sums of the events of each type. */
function queryTokenOf(
  parameters: Parameters,
  { events, types, mask }: Pick<HistoryTensors, 'events' | 'types' | 'mask'>,
  { types: count, width }: RecommenderConfig,
): Value {
  const [batch, length] = mask.shape as [Value['shape'][number], Value['shape'][number]]
  const sums = Array.from({ length: count }, (_, type) => {
    const counts = types && count > 1 ? mul(mask, cast(equal(types, type), 'int64')) : mask
    return reduceSum(mul(events, reshape(cast(counts, events.dtype), [batch, length, 1])), [1])
  })
  return reshape(linear(parameters.at('query'), concat(sums, 1), width), [batch, 1, width])
}
