import { DataError, UnsupportedError } from '@towerkit/core'
import type { TensorProto } from 'onnx-buf'
import { resolveAxis } from '../axes.ts'
import { onnxDataType } from '../dtype.ts'
import { isStatic, productOf, type Dimension } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import { cast } from '../ops/cast.ts'
import { expand } from '../ops/expand.ts'
import { logSoftmax } from '../ops/log-softmax.ts'
import { reshape } from '../ops/reshape.ts'
import { softmax } from '../ops/softmax.ts'
import type { Value } from '../value.ts'
import type { FileNode } from './read-node.ts'

/**
 * What a file's node becomes where Towerkit's op has another form (an older opset, defaults that depend on the shape)
 * or there is no op: the node in the form of the op, or its outputs.
 */
export type ReadRule = (node: FileNode) => FileNode | readonly (Value | undefined)[]

const first = ({ inputs }: FileNode): Value => {
  if (!inputs[0]) throw new DataError('the first input is missing')
  return inputs[0]
}
const ints = (node: FileNode, name: string) => node.attributes.get(name) as readonly number[] | undefined
const int = (node: FileNode, name: string, otherwise: number) =>
  (node.attributes.get(name) as number | undefined) ?? otherwise
const without = (node: FileNode, ...names: string[]): FileNode => ({
  ...node,
  attributes: new Map([...node.attributes].filter(([name]) => !names.includes(name))),
})
const having = (
  node: FileNode,
  attributes: Readonly<Record<string, number | string | readonly number[]>>,
): FileNode => ({ ...node, attributes: new Map([...node.attributes, ...Object.entries(attributes)]) })

/** Axes as an attribute become the second input. */
const axesAsInput =
  (otherwise: (x: Value) => readonly number[]): ReadRule =>
  node => {
    const axes = node.inputs[1] ?? node.graph.constant(ints(node, 'axes') ?? otherwise(first(node)), 'int64')
    return { ...without(node, 'axes'), inputs: [first(node), axes] }
  }

const reduction: ReadRule = node => {
  const known = node.inputs[1] ? knownElements(node.type, node.inputs[1]) : ints(node, 'axes')
  if (int(node, 'noop_with_empty_axes', 0) === 1 && !known?.length) return [first(node)]
  const all = [...first(node).shape.keys()]
  const axes = known?.length ? known.map(axis => resolveAxis(node.type, axis as number, all.length)) : all
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

/**
 * Convolutions and pools: what depends on the number of axes is filled in, and padding that is named becomes numbers.
 */
const windowed: ReadRule = node => {
  const x = first(node)
  const window = ints(node, 'kernel_shape') ?? (node.inputs[1]?.shape.slice(2) as readonly number[]) ?? []
  const spatial = x.shape.slice(2)
  const strides = ints(node, 'strides') ?? spatial.map(() => 1)
  const dilations = ints(node, 'dilations') ?? spatial.map(() => 1)
  const mode = node.attributes.get('auto_pad') ?? 'NOTSET'
  let pads = ints(node, 'pads') ?? [...spatial, ...spatial].map(() => 0)
  if (mode === 'SAME_UPPER' || mode === 'SAME_LOWER') {
    if (!isStatic(spatial) || node.type === 'ConvTranspose')
      throw new UnsupportedError(`auto_pad ${mode} on [${x.shape}]. Export the model with pads`)
    const totals = (spatial as readonly number[]).map((length, i) =>
      Math.max(0, (Math.ceil(length / strides[i]!) - 1) * strides[i]! + dilations[i]! * (window[i]! - 1) + 1 - length),
    )
    const less = totals.map(total => Math.floor(total / 2))
    const more = totals.map((total, i) => total - less[i]!)
    pads = mode === 'SAME_UPPER' ? [...less, ...more] : [...more, ...less]
  }
  if (int(node, 'ceil_mode', 0) === 1) pads = roundedUp(node, { window, strides, dilations, pads })
  return having(without(node, 'auto_pad', 'ceil_mode', 'output_shape'), { strides, dilations, pads })
}

const convolution: ReadRule = node => {
  const whole = windowed(node) as FileNode
  return having(
    without(whole, 'kernel_shape'),
    node.type === 'ConvTranspose'
      ? {
          output_padding:
            ints(node, 'output_padding') ??
            first(node)
              .shape.slice(2)
              .map(() => 0),
        }
      : {},
  )
}

/**
 * Padding at the end for the last window, which is only partly inside. One that begins after the input does not count.
 */
function roundedUp(
  node: FileNode,
  {
    window,
    strides,
    dilations,
    pads,
  }: Readonly<Record<'window' | 'strides' | 'dilations' | 'pads', readonly number[]>>,
): readonly number[] {
  const { shape } = first(node)
  if (!isStatic(shape.slice(2)) || int(node, 'count_include_pad', 0) === 1)
    throw new UnsupportedError(
      `ceil_mode on [${shape}]. Export the model with lengths as numbers, and without counted padding`,
    )
  return pads.map((pad, i) => {
    const axis = i - window.length
    if (axis < 0) return pad
    const length = Number(shape[axis + 2])
    const last = length + pads[axis]! + pad - dilations[axis]! * (window[axis]! - 1) - 1
    const begin = Math.ceil(last / strides[axis]!) * strides[axis]!
    return begin >= length + pads[axis]! ? pad : pad + begin - last
  })
}

/** Whether two lengths are equal, where that is known: a symbol stands for a length, which is never below 0. */
function isEqual(a: Dimension, b: Dimension): boolean | undefined {
  if (a === b) return true
  if (typeof a === 'number' && typeof b === 'number') return false
  return [a, b].some(each => typeof each === 'number' && each < 0) ? false : undefined
}

/** The rules by the name of the op, in the standard domain. */
export const readRules: Readonly<Record<string, ReadRule>> = {
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
  Cast: node => (node.attributes.get('to') === 16 ? [cast(first(node), 'float32')] : node),
  CastLike: node => [cast(first(node), first({ ...node, inputs: node.inputs.slice(1) }).dtype)],
  EyeLike: node => (node.attributes.has('dtype') ? node : having(node, { dtype: onnxDataType[first(node).dtype] })),
  BatchNormalization: node => {
    if (int(node, 'training_mode', 0) !== 0 || node.outputCount > 1)
      throw new UnsupportedError('batch normalisation in its training mode. Export the model for inference')
    return without(node, 'momentum')
  },
}
