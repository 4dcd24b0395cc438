import type { Graph, Parameters, Value } from '@towerkit/graph'

/**
 * Parameters whose values are inputs of a gradient check.
 *
 * @param inputs By name; those that are missing are constants.
 * @param shapes Gets the shape of each parameter that is asked for.
 */
export function givenParameters(
  graph: Graph,
  inputs: Readonly<Record<string, Value>>,
  shapes: Record<string, readonly number[]>,
): Parameters {
  const scope = (prefix: string): Parameters => ({
    graph,
    at: (...path) => scope(prefix + path.map(part => `${part}.`).join('')),
    get(name, shape) {
      shapes[prefix + name] = shape
      const size = shape.reduce((a, b) => a * b, 1)
      return inputs[prefix + name] ?? graph.constant(new Float64Array(size).fill(0.1), 'float64', shape)
    },
    list: () => [],
  })
  return scope('')
}
