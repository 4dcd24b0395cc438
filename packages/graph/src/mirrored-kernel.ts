import { reshape } from './ops/reshape.ts'
import { slice } from './ops/slice.ts'
import { transpose } from './ops/transpose.ts'
import type { Value } from './value.ts'

/**
 * The kernel of a convolution that does what a transposed one does with `weight`: mirrored along each spatial axis, its
 * channels exchanged within each group.
 *
 * @param weight [channels in, channels out / group, ...window], all numbers.
 * @returns [channels out, channels in / group, ...window]
 */
export function mirroredKernel(weight: Value, group: number): Value {
  const [channels, perGroup, ...window] = weight.shape as readonly number[]
  const mirrored = window.reduce(
    (value, length, i) => (length === 1 ? value : slice(value, { axis: i + 2, step: -1 })),
    weight,
  )
  if (perGroup === 1 && channels === group) return mirrored
  const exchanged = transpose(reshape(mirrored, [group, channels! / group, perGroup!, ...window]), [
    0,
    2,
    1,
    ...window.map((_, i) => i + 3),
  ])
  return reshape(exchanged, [group * perGroup!, channels! / group, ...window])
}
