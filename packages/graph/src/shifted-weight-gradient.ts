import type { ConvolutionAttributes } from './convolution.ts'
import { productOf } from './dimension.ts'
import { concat } from './ops/concat.ts'
import { matmul } from './ops/matmul.ts'
import { pad } from './ops/pad.ts'
import { reshape } from './ops/reshape.ts'
import { slice } from './ops/slice.ts'
import { transpose } from './ops/transpose.ts'
import type { Value } from './value.ts'

/**
 * dW of a convolution, a matrix product for each position k of its window: of dY with the input shifted by k.
 *
 * @param large [batch, channels, ...lengths], all but the batch numbers.
 * @param small [batch, filters, ...positions]
 * @param shape [filters, channels / group, ...window]
 */
export function shiftedWeightGradient(
  large: Value,
  small: Value,
  shape: readonly number[],
  { strides, pads, dilations, group }: ConvolutionAttributes,
): Value {
  const [filters, perGroup, ...window] = shape
  const [batch, , ...lengths] = large.shape
  const places = small.shape.slice(2) as readonly number[]
  const spatial = lengths.map((_, i) => i + 3)
  const positions = productOf([batch!, ...places])

  const byGroup = transpose(reshape(small, [batch!, group, filters! / group, ...places]), [1, 2, 0, ...spatial])
  const rows = reshape(byGroup, [group, filters! / group, positions])
  const isPadded = pads.some(padding => padding > 0)
  const padded = isPadded
    ? pad(large, [[0, 0], [0, 0], ...lengths.map((_, i) => [pads[i]!, pads[lengths.length + i]!] as const)])
    : large
  // Channels last, so that a shift leaves rows of the right matrix whole.
  const last = transpose(reshape(padded, [batch!, group, perGroup!, ...padded.shape.slice(2)]), [1, 0, ...spatial, 2])

  const products = shiftsOf(window).map(shift => {
    const part = shift.reduce((value, place, i) => {
      const start = dilations[i]! * place
      const end = start + strides[i]! * (places[i]! - 1) + 1
      const isWhole = start === 0 && end === value.shape[i + 2] && strides[i] === 1
      return isWhole ? value : slice(value, { axis: i + 2, start, end, step: strides[i]! })
    }, last)
    return reshape(matmul(rows, reshape(part, [group, positions, perGroup!])), [filters!, perGroup!, 1])
  })
  return reshape(concat(products, 2), shape)
}

/** All positions of a window, the last axis fastest. */
function shiftsOf(window: readonly number[]): number[][] {
  return window.reduce<number[][]>(
    (shifts, length) => shifts.flatMap(shift => Array.from({ length }, (_, place) => [...shift, place])),
    [[]],
  )
}
