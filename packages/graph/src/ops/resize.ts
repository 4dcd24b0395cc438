import { requireKnownOptions, UnsupportedError } from '@towerkit/core'
import type { Shape } from '../dimension.ts'
import { matmulAlong, transposed } from '../matmul-along.ts'
import type { Op } from '../op.ts'
import { resizeMatrix, type ResizeCoordinates, type ResizeRounding } from '../resize-matrix.ts'
import { resizedAxes, type ResizeInputs } from '../resized-axes.ts'
import type { Value } from '../value.ts'

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

/**
 * Interpolates the axes after the first two.
 *
 * @param x [batch, channels, ...lengths]
 * @param lengths The lengths of the result after the first two axes.
 */
export function resize(x: Value, lengths: Shape, options: ResizeOptions = {}): Value {
  const {
    mode = 'linear',
    coordinates = 'half_pixel',
    rounding = 'round_prefer_floor',
  } = requireKnownOptions('resize', options, { mode: true, coordinates: true, rounding: true })
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
      (y, { axis, matrix, from, to }) =>
        matmulAlong(y, axis, { matrix: transposed(matrix, from), rows: from, columns: to }),
      grad.Y,
    ),
  }),
  reference: (inputs, attributes) => ({
    Y: matricesOf(inputs, attributes).reduce(
      (x, { axis, matrix, from, to }) => matmulAlong(x, axis, { matrix, rows: to, columns: from }),
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
