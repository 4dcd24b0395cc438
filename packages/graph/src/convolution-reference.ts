import { spatialLengths, type ConvolutionAttributes } from './convolution.ts'
import { productOf } from './dimension.ts'
import { add } from './ops/add.ts'
import { gather } from './ops/gather.ts'
import { matmul } from './ops/matmul.ts'
import { pad } from './ops/pad.ts'
import { reshape } from './ops/reshape.ts'
import { transpose } from './ops/transpose.ts'
import type { Value } from './value.ts'

/** A convolution as one matrix product over all windows. */
export function convolutionReference(x: Value, weight: Value, attributes: ConvolutionAttributes, bias?: Value): Value {
  const { strides, pads, dilations, group } = attributes
  const [batch, , ...lengths] = x.shape
  const [filters, channelsSeen, ...window] = weight.shape as readonly number[]
  const results = spatialLengths(lengths, window, attributes) as number[]
  const count = lengths.length
  const padded = pad(x, [[0, 0], [0, 0], ...lengths.map((_, i) => [pads[i]!, pads[count + i]!] as const)])
  const windows = lengths.reduce((value, _, i) => {
    const positions = Array.from(
      { length: results[i]! * window[i]! },
      (_, at) => Math.floor(at / window[i]!) * strides[i]! + (at % window[i]!) * dilations[i]!,
    )
    return gather(value, x.graph.constant(positions, 'int64', [results[i]!, window[i]!]), 2 + 2 * i)
  }, padded)
  // [batch, group, channels / group, result, window, result, window, ...] with the group first, then places, then what
  // is summed.
  const split = reshape(windows, [batch!, group, channelsSeen!, ...windows.shape.slice(2)])
  const places = lengths.map((_, i) => 3 + 2 * i)
  const rows = reshape(transpose(split, [1, 0, ...places, 2, ...places.map(axis => axis + 1)]), [
    group,
    productOf([batch!, ...results]),
    productOf(weight.shape.slice(1)),
  ])
  const product = matmul(rows, transpose(reshape(weight, [group, filters! / group, productOf(weight.shape.slice(1))])))
  const parts = reshape(product, [group, batch!, ...results, filters! / group])
  const y = reshape(transpose(parts, [1, 0, count + 2, ...results.map((_, i) => i + 2)]), [
    batch!,
    filters!,
    ...results,
  ])
  return bias ? add(y, reshape(bias, [filters!, ...lengths.map(() => 1)])) : y
}
