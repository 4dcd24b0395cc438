import type { Tensor } from '@towerkit/core'
import type { Graph } from './graph.ts'
import { rewrite } from './rewrite.ts'
import type { Value } from './value.ts'

/**
 * The graph with nodes of known inputs computed, where their op can be computed here (`evaluate`: shapes, axes and
 * scalar arithmetic), and with the lengths of numeric dimensions as constants.
 */
export function foldConstants(graph: Graph): Graph {
  return rewrite(graph, ({ op, attributes, outputs }, inputs, copy) => {
    const [key, output] = Object.entries(outputs)[0]!
    if (output.dtype === 'int64' && output.elements?.every(element => typeof element === 'number')) {
      return { [key]: copy.constant(output.elements as readonly number[], 'int64', output.shape as readonly number[]) }
    }
    const constants = Object.entries(inputs).map(([name, value]) => [name, constantTensor(value)] as const)
    if (!op.evaluate || constants.some(([, tensor]) => tensor === undefined)) return undefined
    const results = op.evaluate(Object.fromEntries(constants) as Record<string, Tensor>, attributes) as
      | Record<string, Tensor>
      | undefined
    return (
      results &&
      Object.fromEntries(
        Object.entries(results).map(([name, { data, dtype, shape }]) => [name, copy.constant(data, dtype, shape)]),
      )
    )
  })
}

function constantTensor({ constant, dtype, shape }: Value): Tensor | undefined {
  return constant && { dtype, shape: shape as readonly number[], data: constant }
}
