import type { Tensor } from '@towerkit/core'
import type { Graph } from './graph.ts'
import type { Node } from './op.ts'
import { transposeOp } from './ops/transpose.ts'
import { removeUnusedInputs } from './remove-unused-inputs.ts'
import { rewrite } from './rewrite.ts'
import type { Value } from './value.ts'

/** What is put behind the name of a weight that is stored transposed. */
export const transposedSuffix = '.transposed'

/**
 * The graph with float32 matrices stored as it multiplies by them: if W is used only as Wᵀ, the weight
 * `<name>.transposed` replaces it. Results are the same. For files that other tools take further: their quantisers only
 * find matrices that are stored as they are multiplied.
 *
 * @param weights By input name; float32 [rows, columns] are looked at.
 * @returns a graph with the same outputs, and its weights by input name: `<name>.transposed` [columns, rows], the
 *   others as they were.
 *
 * @example
 * const turned = transposeWeights(graph, weights)
 * await writeFile('model.onnx', writeOnnx(turned.graph, { weights: turned.weights }))
 */
export function transposeWeights(
  graph: Graph,
  weights: Readonly<Record<string, Tensor>>,
): { readonly graph: Graph; readonly weights: Readonly<Record<string, Tensor>> } {
  /** The stored matrix that a node transposes. */
  const turnedBy = ({ op, inputs: { data }, attributes: { perm } }: Node): string | undefined =>
    op.type === transposeOp.type &&
    String(perm) === '1,0' &&
    data?.dtype === 'float32' &&
    Object.hasOwn(weights, data.name)
      ? data.name
      : undefined
  const usedAsStored = new Set([
    ...graph.nodes.flatMap(node =>
      Object.values(node.inputs)
        .map(({ name }) => name)
        .filter(name => name !== turnedBy(node)),
    ),
    ...[...graph.outputs.values()].map(({ name }) => name),
  ])
  const turned = new Map<string, Value>()
  const copy = rewrite(graph, (node, _, to) => {
    const name = turnedBy(node)
    if (name === undefined || usedAsStored.has(name)) return undefined
    const transposed =
      turned.get(name) ?? to.input(name + transposedSuffix, 'float32', node.outputs['transposed']!.shape)
    turned.set(name, transposed)
    return { transposed }
  })
  return {
    graph: removeUnusedInputs(copy, name => turned.has(name)),
    weights: Object.fromEntries(
      Object.entries(weights).map(([name, weight]) =>
        turned.has(name) ? [name + transposedSuffix, transposedMatrix(weight)] : [name, weight],
      ),
    ),
  }
}

/** A float32 weight [rows, columns] as [columns, rows], with memory of its own. */
export function transposedMatrix({ shape, data }: Tensor): Tensor {
  const [rows, columns] = shape as [number, number]
  const from = data as Float32Array
  const to = new Float32Array(data.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) to[column * rows + row] = from[row * columns + column]!
  return { dtype: 'float32', shape: [columns, rows], data: to }
}
