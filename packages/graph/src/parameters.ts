import { requireKnownOptions, seededRandom, ShapeError, type Dtype, type Tensor } from '@towerkit/core'
import type { Graph } from './graph.ts'
import type { Initializer } from './initializers.ts'
import type { Value } from './value.ts'

/** A trainable tensor: an input of the graph, with the way to fill it at first. */
export interface Parameter {
  /** Dotted path, as in Hugging Face files: `encoder.layer.0.attention.self.query.weight`. */
  readonly name: string
  readonly shape: readonly number[]
  readonly value: Value
  readonly initializer: Initializer
}

/**
 * Names and collects the parameters of a model while it is built. A layer asks its scope for tensors; asking twice for
 * the same name gives the same tensor, which is how weights are shared.
 */
export interface Parameters {
  readonly graph: Graph
  /** The scope below `path`: `at('layer', 0)` prefixes names with `layer.0.`. */
  at(...path: (string | number)[]): Parameters
  /**
   * The tensor called `name` in this scope.
   *
   * @throws {ShapeError} if it was requested before with another shape.
   */
  get(name: string, shape: readonly number[], initializer: Initializer): Value
  /** All parameters in and below this scope, in the order in which they were first requested. */
  list(): Parameter[]
}

/** Options of `createParameters`. */
export interface ParametersOptions {
  /** Type of all parameters; 'float64' for gradient checks. Default 'float32'. */
  readonly dtype?: Dtype
  /** Parameters of which only some rows are fed: a symbol for their number, by parameter name. */
  readonly rows?: Readonly<Record<string, string>>
}

/**
 * The root scope of a graph's parameters.
 *
 * @example
 * const parameters = createParameters(graph)
 * const y = linear(parameters.at('dense'), x, 128)
 * const weights = initialize(parameters, { seed: 1 })
 */
export function createParameters(graph: Graph, options: ParametersOptions = {}): Parameters {
  const { dtype = 'float32', rows = {} } = requireKnownOptions('createParameters', options, { dtype: true, rows: true })
  const byName = new Map<string, Parameter>()
  const scope = (prefix: string): Parameters => ({
    graph,
    at: (...path) => scope(prefix + path.map(part => `${part}.`).join('')),
    get(local, shape, initializer) {
      const name = prefix + local
      const previous = byName.get(name)
      if (previous && previous.shape.join() !== shape.join())
        throw new ShapeError(
          `parameters: "${name}" is [${previous.shape}], asked for as [${shape}]. Shared parameters need one shape.`,
          { name },
        )
      const parameter = previous ?? {
        name,
        shape,
        value: graph.input(name, dtype, name in rows ? [rows[name]!, ...shape.slice(1)] : shape),
        initializer,
      }
      byName.set(name, parameter)
      return parameter.value
    },
    list: () => [...byName.values()].filter(({ name }) => name.startsWith(prefix)),
  })
  return scope('')
}

/**
 * First values for all parameters of a scope. Each tensor draws from a generator of its own, seeded by `seed` and its
 * name, so that adding a layer does not change the others.
 */
export function initialize(parameters: Parameters, options: { readonly seed: number }): Record<string, Tensor> {
  const { seed } = requireKnownOptions('initialize', options, { seed: true })
  return Object.fromEntries(
    parameters.list().map(({ name, shape, value, initializer }) => {
      const data = initializer(shape, seededRandom(hash(name, seed)))
      return [name, { dtype: value.dtype, shape, data: value.dtype === 'float64' ? Float64Array.from(data) : data }]
    }),
  )
}

/** FNV-1a over the characters of `text`, started from `seed`. */
function hash(text: string, seed: number): number {
  let state = (0x811c9dc5 ^ seed) >>> 0
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193) >>> 0
  return state
}
