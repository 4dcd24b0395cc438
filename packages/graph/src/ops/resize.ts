import { ShapeError, UnsupportedError } from '@towerkit/core'
import { productOf, type Dimension, type Shape } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import type { Inputs, Op } from '../op.ts'
import { resizeMatrix, type ResizeCoordinates, type ResizeRounding } from '../resize-matrix.ts'
import type { Value } from '../value.ts'
import { matmul } from './matmul.ts'
import { transpose } from './transpose.ts'

/** Options of `resize`. */
export interface ResizeOptions {
  /** Default 'linear'. */
  readonly mode?: 'nearest' | 'linear' | 'cubic'
  /** How positions of the result map to those of `x`. Default 'half_pixel': elements are areas, not points. */
  readonly coordinates?: ResizeCoordinates
  /** Which neighbour 'nearest' takes. Default 'round_prefer_floor'. */
  readonly rounding?: ResizeRounding
}

type ResizeAttributes = {
  mode: 'nearest' | 'linear' | 'cubic'
  coordinate_transformation_mode: ResizeCoordinates
  nearest_mode: ResizeRounding
  cubic_coeff_a: number
  exclude_outside: number
}
type ResizeInputs = Inputs<'X', 'roi' | 'scales' | 'sizes'>

/**
 * Interpolates the axes after the first two.
 *
 * @param x [batch, channels, ...lengths]
 * @param lengths The lengths of the result after the first two axes.
 */
export function resize(
  x: Value,
  lengths: Shape,
  { mode = 'linear', coordinates = 'half_pixel', rounding = 'round_prefer_floor' }: ResizeOptions = {},
): Value {
  const sizes = x.graph.shapeTensor([...x.shape.slice(0, 2), ...lengths])
  return x.graph.emit(
    resizeOp,
    { X: x, sizes },
    {
      mode,
      coordinate_transformation_mode: coordinates,
      nearest_mode: rounding,
      cubic_coeff_a: -0.75,
      exclude_outside: 0,
    },
  ).Y
}

export const resizeOp: Op<'X', 'Y', ResizeAttributes, 'roi' | 'scales' | 'sizes'> = {
  type: 'Resize',
  since: 19,
  inputs: ['X', 'roi', 'scales', 'sizes'],
  optional: ['roi', 'scales', 'sizes'],
  outputs: ['Y'],
  attributes: {
    mode: 'string',
    coordinate_transformation_mode: 'string',
    nearest_mode: 'string',
    cubic_coeff_a: 'float',
    exclude_outside: 'int',
  },
  defaults: {
    mode: 'nearest',
    coordinate_transformation_mode: 'half_pixel',
    nearest_mode: 'round_prefer_floor',
    cubic_coeff_a: -0.75,
    exclude_outside: 0,
  },
  infer: ({ inputs, attributes: { coordinate_transformation_mode: coordinates } }) => {
    if ((coordinates as string) === 'tf_crop_and_resize')
      throw new UnsupportedError('resize: cutting out a region (tf_crop_and_resize) is not supported. Slice first.')
    return { Y: { dtype: inputs.X.dtype, shape: resizedAxes(inputs).map(({ to }) => to) } }
  },
  gradient: ({ inputs, grad, attributes }) => ({
    X: matricesOf(inputs, attributes).reduce(
      (y, { axis, matrix, from, to }) => along(y, axis, { matrix: transposed(matrix, from), rows: from, columns: to }),
      grad.Y,
    ),
  }),
  reference: (inputs, attributes) => ({
    Y: matricesOf(inputs, attributes).reduce(
      (x, { axis, matrix, from, to }) => along(x, axis, { matrix, rows: to, columns: from }),
      inputs.X,
    ),
  }),
  samples: [
    {
      shapes: { X: [3, 2, 4, 5] },
      constants: { scales: floats(1, 1, 2, 2) },
      attributes: sampleOf('nearest', 'asymmetric', 'floor'),
    },
    {
      shapes: { X: [1, 2, 4, 5] },
      constants: { sizes: whole(1, 2, 7, 3) },
      attributes: sampleOf('nearest', 'half_pixel', 'round_prefer_floor'),
    },
    {
      shapes: { X: [1, 2, 4, 5] },
      constants: { sizes: whole(1, 2, 6, 3) },
      attributes: sampleOf('linear', 'half_pixel'),
    },
    {
      shapes: { X: [1, 2, 4, 5] },
      constants: { sizes: whole(1, 2, 7, 9) },
      attributes: sampleOf('linear', 'align_corners'),
    },
    {
      shapes: { X: [1, 2, 4, 5] },
      constants: { sizes: whole(1, 2, 7, 3) },
      attributes: sampleOf('cubic', 'half_pixel'),
    },
    {
      shapes: { X: [3, 2, 4, 5] },
      constants: { scales: floats(1, 1, 1.5, 2) },
      attributes: { ...sampleOf('cubic', 'pytorch_half_pixel'), exclude_outside: 1, cubic_coeff_a: -0.5 },
    },
  ],
  doc: {
    summary: 'Interpolation along axes: nearest, linear or cubic.',
    gradient: 'dX = Wᵀ·dY along each axis, W being the weights of the interpolation',
    source: 'https://onnx.ai/onnx/operators/onnx__Resize.html',
  },
}

function sampleOf(mode: string, coordinates: string, rounding = 'round_prefer_floor') {
  return {
    mode,
    coordinate_transformation_mode: coordinates,
    nearest_mode: rounding,
    cubic_coeff_a: -0.75,
    exclude_outside: 0,
  }
}

function floats(...data: number[]) {
  return { dtype: 'float32' as const, shape: [data.length], data }
}

function whole(...data: number[]) {
  return { dtype: 'int64' as const, shape: [data.length], data }
}

interface ResizedAxis {
  readonly axis: number
  readonly from: Dimension
  readonly to: Dimension
  readonly scale: number
}

function resizedAxes({ X, scales, sizes }: ResizeInputs): ResizedAxis[] {
  const given = sizes ? knownElements('resize', sizes) : scales?.constant && Array.from(scales.constant, Number)
  if (given?.length !== X.shape.length)
    throw new ShapeError(
      `resize: ${given?.length ?? 'no known'} lengths for [${X.shape}]. Give one size, or one constant scale, for ` +
        'each axis.',
      { shape: X.shape },
    )
  return X.shape.map((from, axis) => {
    if (sizes)
      return { axis, from, to: given[axis]!, scale: given[axis] === from ? 1 : Number(given[axis]) / Number(from) }
    const scale = given[axis] as number
    if (typeof from === 'string' && !Number.isInteger(scale))
      throw new UnsupportedError(
        `resize: an axis of length "${from}" by ${scale}: the length of the result is not known while building. ` +
          'Give the axis a number.',
        { length: from, scale },
      )
    return { axis, from, to: typeof from === 'string' ? productOf([scale, from]) : Math.floor(from * scale), scale }
  })
}

function matricesOf(
  inputs: ResizeInputs,
  attributes: ResizeAttributes,
): { axis: number; from: number; to: number; matrix: number[] }[] {
  const how = {
    mode: attributes.mode,
    coordinates: attributes.coordinate_transformation_mode,
    rounding: attributes.nearest_mode,
    cubicCoefficient: attributes.cubic_coeff_a,
    excludeOutside: attributes.exclude_outside === 1,
  }
  return resizedAxes(inputs)
    .filter(({ from, to }) => from !== to)
    .map(({ axis, from, to, scale }) => {
      if (typeof from === 'string' || typeof to === 'string')
        throw new UnsupportedError(`resize: the gradient along an axis of length "${from}". Give the axis a number.`, {
          length: from,
        })
      return { axis, from, to, matrix: resizeMatrix({ from, to, scale }, how) }
    })
}

function transposed(matrix: readonly number[], columns: number): number[] {
  const rows = matrix.length / columns
  return Array.from({ length: matrix.length }, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!)
}

/** A matrix times `x` along one axis. */
function along(
  x: Value,
  axis: number,
  { matrix, rows, columns }: { matrix: readonly number[]; rows: number; columns: number },
): Value {
  const last = x.shape.length - 1
  if (axis === last) return matmul(x, x.graph.constant(transposed(matrix, columns), x.dtype, [columns, rows]))
  const weights = x.graph.constant(matrix, x.dtype, [rows, columns])
  if (axis === last - 1) return matmul(weights, x)
  const order = [...x.shape.keys()].with(axis, last - 1).with(last - 1, axis)
  return transpose(matmul(weights, transpose(x, order)), order)
}
