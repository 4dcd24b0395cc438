import type { ConvolutionAttributes } from './convolution.ts'
import { productOf } from './dimension.ts'
import { mirroredKernel } from './mirrored-kernel.ts'
import { conv } from './ops/conv.ts'
import { pad } from './ops/pad.ts'
import { reshape } from './ops/reshape.ts'
import { slice } from './ops/slice.ts'
import type { Value } from './value.ts'

/** A transposed convolution as a convolution: zeros between the elements, and the window mirrored. */
export function transposedConvolutionReference(
  x: Value,
  weight: Value,
  {
    strides,
    pads,
    dilations,
    group,
    output_padding: extra,
  }: ConvolutionAttributes & { output_padding: readonly number[] },
  bias?: Value,
): Value {
  const lengths = x.shape.slice(2)
  const count = lengths.length
  const [, , ...window] = weight.shape as readonly number[]
  const spread = lengths.reduce<Value>((value, length, i) => {
    const before = value.shape.slice(0, i + 2)
    const after = value.shape.slice(i + 3)
    const spaced = pad(reshape(value, [...before, length, 1, ...after]), [
      ...before.map(() => [0, 0] as const),
      [0, 0],
      [0, strides[i]! - 1],
      ...after.map(() => [0, 0] as const),
    ])
    const flat = reshape(spaced, [...before, productOf([length, strides[i]!]), ...after])
    return slice(flat, { axis: i + 2, end: (Number(length) - 1) * strides[i]! + 1 })
  }, x)
  const border = (i: number) => dilations[i]! * (window[i]! - 1)
  const around = [
    ...window.map((_, i) => border(i) - pads[i]!),
    ...window.map((_, i) => border(i) - pads[count + i]! + extra[i]!),
  ]
  return conv(spread, mirroredKernel(weight, group), { pads: around, dilations, group, ...(bias && { bias }) })
}
