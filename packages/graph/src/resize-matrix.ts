/** How positions of a resized axis map to those of the original; see ONNX's Resize. */
export type ResizeCoordinates =
  | 'half_pixel'
  | 'half_pixel_symmetric'
  | 'pytorch_half_pixel'
  | 'align_corners'
  | 'asymmetric'
/** Which neighbour 'nearest' takes. */
export type ResizeRounding = 'round_prefer_floor' | 'round_prefer_ceil' | 'floor' | 'ceil'

/** How one axis is resized. */
export interface AxisResizing {
  readonly mode: 'nearest' | 'linear' | 'cubic'
  readonly coordinates: ResizeCoordinates
  readonly rounding: ResizeRounding
  /** ONNX's coefficient a of the cubic kernel. */
  readonly cubicCoefficient: number
  /** Neighbours outside have weight 0, and the other weights are scaled to sum to 1. Otherwise the edge is repeated. */
  readonly excludeOutside: boolean
}

/** The matrix [to, from], row-major, that resizes an axis of length `from` to length `to`. */
export function resizeMatrix(
  { from, to, scale }: { readonly from: number; readonly to: number; readonly scale: number },
  how: AxisResizing,
): number[] {
  const matrix = new Array<number>(to * from).fill(0)
  for (let row = 0; row < to; row++) {
    const place = originalPlace(row, { from, to, scale }, how.coordinates)
    for (const [column, weight] of neighbours(place, from, how))
      matrix[row * from + Math.min(Math.max(column, 0), from - 1)]! += weight
  }
  return matrix
}

/** In the single precision of the kernels: with 'nearest' a rounded bit decides which neighbour it is. */
function originalPlace(
  place: number,
  { from, to, scale }: { from: number; to: number; scale: number },
  coordinates: ResizeCoordinates,
): number {
  const halfPixel = Math.fround(Math.fround((place + 0.5) / Math.fround(scale)) - 0.5)
  switch (coordinates) {
    case 'half_pixel':
      return halfPixel
    case 'half_pixel_symmetric':
      return (from / 2) * (1 - to / (scale * from)) + halfPixel
    case 'pytorch_half_pixel':
      return to > 1 ? halfPixel : 0
    case 'align_corners':
      return to === 1 ? 0 : Math.fround((place * (from - 1)) / (to - 1))
    case 'asymmetric':
      return Math.fround(place / Math.fround(scale))
  }
}

function neighbours(
  place: number,
  length: number,
  { mode, rounding, cubicCoefficient, excludeOutside }: AxisResizing,
): [column: number, weight: number][] {
  if (mode === 'nearest') return [[rounded(place, rounding), 1]]
  if (mode === 'linear') {
    const inside = Math.min(Math.max(place, 0), length - 1)
    const rest = inside - Math.floor(inside)
    return [
      [Math.floor(inside), 1 - rest],
      [Math.floor(inside) + 1, rest],
    ]
  }
  const start = Math.floor(place) - 1
  const weights = [0, 1, 2, 3].map((i): [number, number] => [
    start + i,
    cubic(Math.abs(place - start - i), cubicCoefficient),
  ])
  if (!excludeOutside) return weights
  const inside = weights.filter(([column]) => column >= 0 && column < length)
  const sum = inside.reduce((total, [, weight]) => total + weight, 0)
  return inside.map(([column, weight]) => [column, weight / sum])
}

function rounded(place: number, rounding: ResizeRounding): number {
  switch (rounding) {
    case 'round_prefer_floor':
      return Math.ceil(place - 0.5)
    case 'round_prefer_ceil':
      return Math.floor(place + 0.5)
    case 'floor':
      return Math.floor(place)
    case 'ceil':
      return Math.ceil(place)
  }
}

/** Keys, Cubic convolution interpolation for digital image processing, 1981, equation 15 with a instead of −½. */
function cubic(distance: number, a: number): number {
  if (distance <= 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1
  return distance < 2 ? ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a : 0
}
