import type { Tensor } from '@towerkit/core'
import type { Node } from '../op.ts'
import { gatherOp } from '../ops/gather.ts'
import { gemmOp } from '../ops/gemm.ts'
import { matmulOp } from '../ops/matmul.ts'
import { transposeOp } from '../ops/transpose.ts'
import type { Graph } from '../graph.ts'
import type { Value } from '../value.ts'

/** A node that multiplies by a stored matrix, or picks rows of a stored table. */
export interface WeightUse {
  readonly kind: 'matrix' | 'table'
  /** Name of the weight. */
  readonly name: string
  /** The weight stores the transposed matrix, [columns, rows]. */
  readonly transposed: boolean
}

/** The uses of two-dimensional float32 weights in a graph, by the node that uses them. */
export function weightUses(graph: Graph, weights: Readonly<Record<string, Tensor>>): Map<Node, WeightUse> {
  const makers = new Map(
    graph.nodes.flatMap(node => Object.values(node.outputs).map(value => [value.name, node] as const)),
  )
  const stored = (value: Value) =>
    Object.hasOwn(weights, value.name) && value.dtype === 'float32' && value.shape.length === 2 ? value.name : undefined
  const matrix = (value: Value, transposed: boolean): WeightUse | undefined => {
    const direct = stored(value)
    if (direct !== undefined) return { kind: 'matrix', name: direct, transposed }
    const maker = makers.get(value.name)
    const turned =
      maker?.op.type === transposeOp.type && value.shape.length === 2 ? stored(maker.inputs['data']!) : undefined
    return turned === undefined ? undefined : { kind: 'matrix', name: turned, transposed: !transposed }
  }
  const useOf = ({ op, inputs, attributes }: Node): WeightUse | undefined => {
    if (op.type === matmulOp.type) return matrix(inputs['B']!, false)
    if (op.type === gemmOp.type) return matrix(inputs['B']!, attributes['transB'] === 1)
    const table = op.type === gatherOp.type && attributes['axis'] === 0 ? stored(inputs['data']!) : undefined
    return table === undefined ? undefined : { kind: 'table', name: table, transposed: false }
  }
  return new Map(
    graph.nodes.flatMap(node => {
      const use = useOf(node)
      return use ? [[node, use] as const] : []
    }),
  )
}
