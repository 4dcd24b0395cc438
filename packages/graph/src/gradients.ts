import { ArgumentError, requireKnownOptions, ShapeError, UnsupportedError } from '@towerkit/core'
import { isFloat } from './dtype.ts'
import { sameShape } from './dimension.ts'
import type { Graph } from './graph.ts'
import type { Node } from './op.ts'
import { add } from './ops/add.ts'
import { expand } from './ops/expand.ts'
import type { Value } from './value.ts'

/**
 * Appends the backward pass of `output` to its graph and returns d(output)/d(target) for each target.
 *
 * Reverse-mode differentiation in ordinary ops, so that gradients can be differentiated again. A target that the output
 * does not depend on gets zeros.
 *
 * @param output A scalar; or any shape, with `seed` = dL/d(output) of the same shape.
 * @throws {ShapeError} if the output is not a scalar and there is no seed, or the seed has another shape.
 * @throws {UnsupportedError} if an op on the way has no gradient.
 *
 * @example
 * const [dx] = gradients(mean(mul(x, x)), [x])
 *
 * @see Griewank and Walther, Evaluating Derivatives, 2nd edition, chapter 3.
 */
export function gradients(output: Value, targets: readonly Value[], options: { readonly seed?: Value } = {}): Value[] {
  const { seed = one(output) } = requireKnownOptions('gradients', options, { seed: true })
  const { graph } = output
  if (!sameShape(seed.shape, output.shape))
    throw new ShapeError(`gradients: the seed has shape [${seed.shape}], the output [${output.shape}].`, {
      seed: seed.shape,
      output: output.shape,
    })
  for (const target of targets) {
    if (!isFloat(target.dtype))
      throw new ArgumentError(`gradients: "${target.name}" is ${target.dtype}. Only floats have gradients.`, {
        target: target.name,
      })
  }
  const dependent = dependentOn(graph, targets)
  const sums = new Map<string, Value>([[output.name, seed]])

  for (const node of graph.nodes.toReversed()) {
    const grad = Object.fromEntries(
      Object.entries(node.outputs).flatMap(([key, value]) =>
        sums.has(value.name) ? [[key, sums.get(value.name)!]] : [],
      ),
    )
    const differentiable = Object.entries(node.inputs).filter(
      ([, value]) => dependent.has(value.name) && isFloat(value.dtype),
    )
    if (Object.keys(grad).length === 0 || differentiable.length === 0) continue
    for (const [key, gradient] of Object.entries(inputGradients(node, grad))) {
      const input = node.inputs[key]
      if (gradient === undefined || input === undefined || !dependent.has(input.name)) continue
      if (!sameShape(gradient.shape, input.shape)) {
        throw new ShapeError(
          `gradients: the rule of ${node.op.type} gives [${gradient.shape}] for "${key}" of shape ` +
            `[${input.shape}]. Correct the rule.`,
          { op: node.op.type, input: key },
        )
      }
      const sum = sums.get(input.name)
      sums.set(input.name, sum ? add(sum, gradient) : gradient)
    }
  }
  return targets.map(target => sums.get(target.name) ?? zerosLike(target))
}

function inputGradients(node: Node, grad: Record<string, Value>): Partial<Record<string, Value>> {
  if (node.op.gradient === null) {
    throw new UnsupportedError(
      `gradients: ${node.op.type} (${Object.values(node.outputs)[0]!.name}) has no gradient. Keep it off the path ` +
        'from the targets to the loss, or stop the gradient before it.',
      { op: node.op.type },
    )
  }
  if (node.op.gradient === 'reference') {
    throw new UnsupportedError(
      `gradients: ${node.op.type} (${Object.values(node.outputs)[0]!.name}) has the gradients of the ops that it ` +
        'is made of. Call lower(graph) first.',
      { op: node.op.type },
    )
  }
  return node.op.gradient({ inputs: node.inputs, outputs: node.outputs, grad, attributes: node.attributes })
}

/** Names of all values that are computed from `targets`, so that nothing else is differentiated. */
function dependentOn(graph: Graph, targets: readonly Value[]): Set<string> {
  const dependent = new Set(targets.map(target => target.name))
  for (const node of graph.nodes) {
    if (node.op.type !== 'Shape' && Object.values(node.inputs).some(input => dependent.has(input.name))) {
      for (const output of Object.values(node.outputs)) dependent.add(output.name)
    }
  }
  return dependent
}

function one(output: Value): Value {
  if (output.shape.length > 0)
    throw new ShapeError(`gradients: the output has shape [${output.shape}]. Reduce it to a scalar, or give a seed.`, {
      shape: output.shape,
    })
  return output.graph.constant(1, output.dtype)
}

function zerosLike(value: Value): Value {
  return expand(value.graph.constant(0, value.dtype), value.shape)
}
