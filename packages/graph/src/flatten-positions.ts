import { sameShape } from './dimension.ts'
import type { Graph } from './graph.ts'
import type { Node } from './op.ts'
import { addOp } from './ops/add.ts'
import { geluOp } from './ops/gelu.ts'
import { gemm } from './ops/gemm.ts'
import { layerNormalizationOp } from './ops/layer-normalization.ts'
import { matmulOp } from './ops/matmul.ts'
import { reshape } from './ops/reshape.ts'
import { removeDeadNodes } from './remove-dead-nodes.ts'
import { rewrite } from './rewrite.ts'
import type { Value } from './value.ts'

/** What does the same to a position wherever it stands, and so need not leave the matrix between two maps. */
const rowWise: ReadonlySet<string> = new Set([addOp.type, geluOp.type, layerNormalizationOp.type])

/**
 * Computes affine maps of [batch, positions, width] on one matrix of all positions, [batch·positions, width]: only
 * there does ONNX Runtime add the bias within the product (Gemm) instead of in a pass of its own. For serving; training
 * is no faster so.
 *
 * @returns The graph with the same results; unchanged if it has no such maps.
 *
 * @see https://onnx.ai/onnx/operators/onnx__Gemm.html
 */
export function flattenPositions(graph: Graph): Graph {
  const makers = new Map(
    graph.nodes.flatMap(node => Object.values(node.outputs).map(value => [value.name, node] as const)),
  )
  const uses = [...graph.nodes.flatMap(({ inputs }) => Object.values(inputs)), ...graph.outputs.values()].map(
    ({ name }) => name,
  )
  const copied = new Map<string, Value>()
  /** The matrix of a value of the copy, by its name. */
  const matrices = new Map<string, Value>()

  const matrixOf = (value: Value): Value => {
    const matrix = matrices.get(value.name) ?? reshape(value, [-1, value.shape[2]!])
    matrices.set(value.name, matrix)
    return matrix
  }
  const mapOf = ({ op, inputs: { A, B } }: Node): Value | undefined => {
    const product = op.type === addOp.type && B?.shape.length === 1 ? makers.get(A!.name) : undefined
    if (product?.op.type !== matmulOp.type || uses.filter(name => name === A!.name).length > 1) return undefined
    const [x, weight, bias] = [product.inputs['A']!, product.inputs['B']!, B!].map(({ name }) => copied.get(name)!)
    return x!.shape.length === 3 && weight!.shape.length === 2
      ? gemm(matrixOf(x!), weight!, { bias: bias! })
      : undefined
  }
  const rowWiseOf = (node: Node, inputs: Readonly<Record<string, Value>>, copy: Graph): Value | undefined => {
    const [output, ...others] = Object.values(node.outputs)
    const fits =
      rowWise.has(node.op.type) &&
      output!.shape.length === 3 &&
      (node.attributes['axis'] ?? 2) === 2 &&
      !others.some(({ name }) => uses.includes(name)) &&
      Object.values(inputs).every(
        ({ name, shape }) => shape.length === 1 || (matrices.has(name) && sameShape(shape, output!.shape)),
      )
    if (!fits) return undefined
    const flat = Object.fromEntries(
      Object.entries(inputs).map(([key, value]) => [key, matrices.get(value.name) ?? value]),
    )
    return Object.values(
      copy.emit(node.op, flat, 'axis' in node.attributes ? { ...node.attributes, axis: 1 } : node.attributes),
    )[0]
  }

  return removeDeadNodes(
    rewrite(graph, (node, inputs, copy) => {
      for (const [name, value] of Object.entries(node.inputs)) copied.set(value.name, inputs[name]!)
      const matrix = mapOf(node) ?? rowWiseOf(node, inputs as Readonly<Record<string, Value>>, copy)
      if (matrix === undefined) return undefined
      const [[key, { shape }]] = Object.entries(node.outputs) as [[string, Value]]
      const whole = reshape(matrix, shape)
      matrices.set(whole.name, matrix)
      return { [key]: whole }
    }),
  )
}
