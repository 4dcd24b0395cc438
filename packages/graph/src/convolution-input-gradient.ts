import type { ConvolutionAttributes } from './convolution.ts'
import { isStatic, productOf, type Shape } from './dimension.ts'
import { mirroredKernel } from './mirrored-kernel.ts'
import { conv } from './ops/conv.ts'
import { convTranspose } from './ops/conv-transpose.ts'
import { slice } from './ops/slice.ts'
import type { Value } from './value.ts'

/** Positions of dY from which on the mirrored kernel is faster; with fewer, mirroring costs more than it gives. */
const manyPositions = 64

/**
 * dX of a convolution: the transposed convolution of dY, with zeros where the stride left elements over at the end.
 * With stride 1 that is the convolution of dY with the mirrored kernel, for which ONNX Runtime has kernels that are up
 * to twice as fast.
 *
 * @param shape Of the input.
 */
export function convolutionInputGradient(
  grad: Value,
  weight: Value,
  shape: Shape,
  attributes: ConvolutionAttributes,
): Value {
  const whole = mirrored(grad, weight, attributes) ?? transposed(grad, weight, shape, attributes)
  return shape
    .slice(2)
    .reduce<Value>(
      (part, length, i) => (part.shape[i + 2] === length ? part : slice(part, { axis: i + 2, end: length })),
      whole,
    )
}

/** Undefined for strides, for more padding than the window reaches, and for few positions. */
function mirrored(
  grad: Value,
  weight: Value,
  { strides, pads, dilations, group }: ConvolutionAttributes,
): Value | undefined {
  const { shape } = weight
  if (!isStatic(shape) || strides.some(stride => stride !== 1)) return undefined
  const positions = grad.shape.slice(2)
  if (isStatic(positions) && Number(productOf(positions)) < manyPositions) return undefined
  const around = pads.map((padding, i) => {
    const axis = i % dilations.length
    return dilations[axis]! * (shape[axis + 2]! - 1) - padding
  })
  if (around.some(padding => padding < 0)) return undefined
  return conv(grad, mirroredKernel(weight, group), { pads: around, dilations, group })
}

function transposed(grad: Value, weight: Value, shape: Shape, attributes: ConvolutionAttributes): Value {
  const { strides, pads, dilations, group } = attributes
  const lengths = shape.slice(2)
  const outputPadding = lengths.map((length, i) => {
    if (strides[i] === 1) return 0
    // How many are left over of a symbolic length is not known: all that may be, and then cut.
    if (typeof length === 'string') return strides[i]! - 1
    return (
      (length + pads[i]! + pads[lengths.length + i]! - dilations[i]! * (Number(weight.shape[i + 2]) - 1) - 1) %
      strides[i]!
    )
  })
  return convTranspose(grad, weight, { strides, pads, dilations, group, outputPadding })
}
