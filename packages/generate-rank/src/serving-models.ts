import {
  createParameters,
  embedding,
  add,
  Graph,
  reshape,
  slice,
  writeOnnx,
  type Parameters,
  type Tensor,
} from '@towerkit/graph'
import { compared, itemVectors, type ItemTensors } from './item-network.ts'
import { longHistory, rankerNetwork } from './ranker-network.ts'
import type { RecommenderConfig } from './recommender-config.ts'
import { itemInputs } from './training-inputs.ts'
import { userStates } from './user-network.ts'

type Weights = Readonly<Record<string, Tensor>>

/**
 * The vectors of items: inputs of `itemTensors`, output `vectors` [items, width], as the history and the ranker read
 * them.
 */
export function itemModel(weights: Weights, config: RecommenderConfig): Uint8Array {
  return servingModel(weights, (graph, parameters) => {
    const inputs = Object.fromEntries(
      Object.entries(itemInputs(config)).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
    )
    graph.output('vectors', itemVectors(parameters, inputs as unknown as ItemTensors, config))
  })
}

/**
 * The vector of a user: inputs `events` [batch, length, width] (vectors of `itemModel`), `types`, `mask` and
 * `positions`; outputs `users` [batch, width], as the ranker reads it, and `queries`, as it is compared with items.
 */
export function userModel(weights: Weights, config: RecommenderConfig): Uint8Array {
  return servingModel(weights, (graph, parameters) => {
    const shape = ['batch', 'length']
    const history = {
      events: graph.input('events', 'float32', [...shape, config.width]),
      types: config.types > 1 ? graph.input('types', 'int64', shape) : undefined,
      mask: graph.input('mask', 'int64', shape),
      positions: graph.input('positions', 'int64', ['length']),
    }
    const { history: states } = userStates(parameters, history, { config })
    const users = reshape(slice(states, { axis: 1, start: -1 }), ['batch', config.width])
    graph.output('users', users)
    graph.output('queries', compared(users, config))
  })
}

/**
 * The ranker over the candidates of one history: inputs `events` [1, events, width], `types`, `mask`, `items`
 * [1, candidates, width], `firstScores` [1, candidates] and `users` [1, width]; outputs `scores` and `weights`
 * [1, candidates, events].
 */
export function rankerModel(weights: Weights, config: RecommenderConfig): Uint8Array {
  return servingModel(weights, (graph, parameters) => {
    const { width, types } = config
    const shape = ['batch', 'events']
    const events = graph.input('events', 'float32', [...shape, width])
    const typed =
      types > 1
        ? add(events, embedding(parameters.at('type'), graph.input('types', 'int64', shape), { rows: types, width }))
        : events
    const scope = parameters.at('ranker')
    const long = longHistory(scope, typed, graph.input('mask', 'int64', shape))
    const candidates = {
      items: graph.input('items', 'float32', ['batch', 'candidates', width]),
      firstScores: graph.input('firstScores', 'float32', ['batch', 'candidates']),
      user: graph.input('users', 'float32', ['batch', width]),
    }
    const { scores, weights: read } = rankerNetwork(scope, candidates, long)
    graph.output('scores', scores)
    graph.output('weights', read)
  })
}

/** Writes a graph with the weights that it asks for, and no others. */
function servingModel(weights: Weights, build: (graph: Graph, parameters: Parameters) => void): Uint8Array {
  const graph = new Graph()
  const parameters = createParameters(graph)
  build(graph, parameters)
  const used = Object.fromEntries(parameters.list().map(({ name }) => [name, weights[name]!]))
  return writeOnnx(graph, { weights: used })
}
