import { UnsupportedError } from '@towerkit/core'
import type { TensorProto } from 'onnx-buf'
import type { Dimension } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import { expand } from '../ops/expand.ts'
import { reshape } from '../ops/reshape.ts'
import { first, type ReadRule } from './file-node.ts'

/** Whether two lengths are equal, where that is known: a symbol stands for a length, which is never below 0. */
function isEqual(a: Dimension, b: Dimension): boolean | undefined {
  if (a === b) return true
  if (typeof a === 'number' && typeof b === 'number') return false
  return [a, b].some(each => typeof each === 'number' && each < 0) ? false : undefined
}

/** Ops whose results exporters make shapes of: what is known of them stays known. */
export const constantRules: Readonly<Record<string, ReadRule>> = {
  Constant: node => {
    const [name, value] = [...node.attributes][0] ?? []
    switch (name) {
      case 'value':
        return [node.constantOf(value as TensorProto)]
      case 'value_float':
        return [node.graph.constant(value as number, 'float32')]
      case 'value_floats':
        return [node.graph.constant(value as number[], 'float32')]
      case 'value_int':
        return [node.graph.constant(value as number, 'int64')]
      case 'value_ints':
        return [node.graph.constant(value as number[], 'int64')]
    }
    throw new UnsupportedError(`a constant given as ${name ?? 'nothing'}. Export it as a tensor`)
  },
  ConstantOfShape: node => {
    const value = node.attributes.get('value') as TensorProto | undefined
    const fill = value ? node.constantOf(value) : node.graph.constant(0, 'float32')
    const shape = knownElements('ConstantOfShape', first(node))
    // A short vector is known: exporters make shapes of it.
    if (
      fill.constant &&
      shape.length === 1 &&
      typeof shape[0] === 'number' &&
      shape[0] <= 64 &&
      fill.dtype !== 'float16'
    )
      return [
        node.graph.constant(
          Array.from({ length: shape[0] }, () => Number(fill.constant![0])),
          fill.dtype,
        ),
      ]
    return [expand(reshape(fill, []), shape)]
  },
  Equal: node => {
    const [a, b] = node.inputs
    const equal =
      a?.elements && b?.elements && a.elements.length === b.elements.length && a.shape.length === b.shape.length
        ? a.elements.map((left, i) => isEqual(left, b.elements![i]!))
        : [undefined]
    return equal.includes(undefined)
      ? node
      : [node.graph.constant(equal.map(Number), 'bool', a!.shape as readonly number[])]
  },
  Where: node => {
    const [condition, x, y] = node.inputs
    if (
      !condition?.constant ||
      !x?.elements ||
      !y?.elements ||
      [condition, x, y].some(({ shape }) => shape.length !== 1 || shape[0] !== condition.shape[0])
    )
      return node
    return x.dtype === 'int64'
      ? [
          node.graph.shapeTensor(
            Array.from(condition.constant as ArrayLike<number>, (holds, i) => (Number(holds) ? x : y).elements![i]!),
          ),
        ]
      : node
  },
}
