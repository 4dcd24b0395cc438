import { UnsupportedError } from '@towerkit/core'
import { isStatic } from '../dimension.ts'
import { first, having, int, ints, without, type FileNode, type ReadRule } from './file-node.ts'

/**
 * Convolutions and pools: what depends on the number of axes is filled in, and padding that is named becomes numbers.
 */
export const windowed: ReadRule = node => {
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

/** Convolutions: the kernel says its lengths. */
export const convolution: ReadRule = node => {
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
