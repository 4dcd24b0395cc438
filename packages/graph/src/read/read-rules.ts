import { DataError, UnsupportedError } from '@towerkit/core'
import { resolveAxis } from '../axes.ts'
import { onnxDataType } from '../dtype.ts'
import { isStatic, productOf } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import { logSoftmax } from '../ops/log-softmax.ts'
import { reshape } from '../ops/reshape.ts'
import { softmax } from '../ops/softmax.ts'
import type { Value } from '../value.ts'
import { constantRules } from './constant-rules.ts'
import { first, having, int, ints, without, type ReadRule } from './file-node.ts'
import { newerRules } from './newer-rules.ts'
import { convolution, windowed } from './window-rules.ts'

/** Axes as an attribute become the second input. */
const axesAsInput =
  (otherwise: (x: Value) => readonly number[]): ReadRule =>
  node => {
    const axes = node.inputs[1] ?? node.graph.constant(ints(node, 'axes') ?? otherwise(first(node)), 'int64')
    return { ...without(node, 'axes'), inputs: [first(node), axes] }
  }

const reduction: ReadRule = node => {
  const given = node.inputs[1] ? knownElements(node.type, node.inputs[1]) : ints(node, 'axes')
  if (int(node, 'noop_with_empty_axes', 0) === 1 && !given?.length) return [first(node)]
  const all = [...first(node).shape.keys()]
  const axes = given?.length ? given.map(axis => resolveAxis(node.type, axis as number, all.length)) : all
  if (axes.length === 0) return [first(node)]
  return {
    ...without(node, 'axes', 'noop_with_empty_axes'),
    inputs: [first(node), node.graph.constant(axes as number[], 'int64')],
  }
}

/** Before opset 13, softmax is over all axes from `axis` on, together. */
const wholeSoftmax: ReadRule = node => {
  if (node.opset >= 13) return node
  const { shape } = first(node)
  const axis = resolveAxis(node.type, int(node, 'axis', 1), shape.length)
  if (axis === shape.length - 1) return having(node, { axis })
  const rows = reshape(first(node), [productOf(shape.slice(0, axis)), productOf(shape.slice(axis))])
  return [reshape(node.type === 'Softmax' ? softmax(rows) : logSoftmax(rows), shape)]
}

/** With `allowzero` a 0 in the shape is a length of 0 and not that of the input. */
const reshaping: ReadRule = node => {
  if (int(node, 'allowzero', 0) === 1 && node.inputs[1] && knownElements(node.type, node.inputs[1]).includes(0))
    throw new UnsupportedError('a shape with an axis of length 0')
  return without(node, 'allowzero')
}

/** The rules by the name of the op, in the standard domain. */
export const readRules: Readonly<Record<string, ReadRule>> = {
  ...constantRules,
  ...newerRules,
  Identity: node => [first(node)],
  Dropout: node => [first(node)],
  Squeeze: axesAsInput(({ shape }) => shape.flatMap((length, axis) => (length === 1 ? [axis] : []))),
  Unsqueeze: axesAsInput(() => {
    throw new DataError('there are no axes')
  }),
  ReduceL1: reduction,
  ReduceL2: reduction,
  ReduceLogSum: reduction,
  ReduceLogSumExp: reduction,
  ReduceSum: reduction,
  ReduceSumSquare: reduction,
  ReduceMean: reduction,
  ReduceMax: reduction,
  ReduceMin: reduction,
  ReduceProd: reduction,
  Reshape: reshaping,
  Softmax: wholeSoftmax,
  LogSoftmax: wholeSoftmax,
  Conv: convolution,
  ConvInteger: convolution,
  ConvTranspose: convolution,
  MaxPool: windowed,
  AveragePool: windowed,
  // The region is for cutting out only; until opset 18, what is left out may be an empty tensor.
  Resize: node => ({
    ...node,
    inputs: node.inputs.map((input, i) => (i === 1 || input?.shape[0] === 0 ? undefined : input)),
  }),
  Split: node => {
    const x = first(node)
    const axis = resolveAxis('Split', int(node, 'axis', 0), x.shape.length)
    const length = x.shape[axis]!
    const given = node.inputs[1] ?? (ints(node, 'split') && node.graph.constant(ints(node, 'split')!, 'int64'))
    if (!given && typeof length !== 'number')
      throw new UnsupportedError(`equal parts of an axis of length "${length}". Export the model with their lengths`)
    const part = Math.ceil(Number(length) / node.outputCount)
    const parts =
      given ??
      node.graph.constant(
        Array.from({ length: node.outputCount }, (_, i) => Math.max(0, Math.min(part, Number(length) - i * part))),
        'int64',
      )
    return { ...without(node, 'split', 'num_outputs'), inputs: [x, parts] }
  },
  Clip: node => {
    if (node.opset >= 11) return node
    const bound = (name: string) =>
      node.attributes.has(name) ? node.graph.constant(int(node, name, 0), first(node).dtype) : undefined
    return { ...without(node, 'min', 'max'), inputs: [first(node), bound('min'), bound('max')] }
  },
  Shape: node => {
    const rank = first(node).shape.length
    const bound = (axis: number) => Math.min(Math.max(axis < 0 ? axis + rank : axis, 0), rank)
    const start = bound(int(node, 'start', 0))
    const elements = first(node).shape.slice(start, bound(int(node, 'end', rank)))
    return isStatic(elements)
      ? [node.graph.constant(elements, 'int64')]
      : having(node, { start, end: start + elements.length })
  },
  Size: node => [reshape(node.graph.shapeTensor([productOf(first(node).shape)]), [])],
  Transpose: node =>
    node.attributes.has('perm') ? node : having(node, { perm: [...first(node).shape.keys()].reverse() }),
  Flatten: node => {
    const { shape } = first(node)
    const axis = int(node, 'axis', 1)
    const at = axis === shape.length ? axis : resolveAxis('Flatten', axis, shape.length)
    return [reshape(first(node), [productOf(shape.slice(0, at)), productOf(shape.slice(at))])]
  },
  EyeLike: node => (node.attributes.has('dtype') ? node : having(node, { dtype: onnxDataType[first(node).dtype] })),
  BatchNormalization: node => {
    if (int(node, 'training_mode', 0) !== 0 || node.outputCount > 1)
      throw new UnsupportedError('batch normalisation in its training mode. Export the model for inference')
    return without(node, 'momentum')
  },
}
