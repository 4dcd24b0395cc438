import { ArgumentError, UnsupportedError } from '@towerkit/core'
import { resolveAxis } from './axes.ts'
import { differenceOf, type Dimension } from './dimension.ts'
import { knownElements } from './known-elements.ts'
import type { Inputs } from './op.ts'

/** ONNX's way to say "to the end", in the direction of the step. */
export const unlimited = 2 ** 31 - 1

/** A part of an axis. */
export interface Cut {
  readonly start: Dimension
  readonly end: Dimension
  readonly step: number
}

/** A part of one axis of a tensor. */
export interface AxisCut extends Cut {
  readonly axis: number
  /** Length of the part. */
  readonly length: Dimension
}

/** The parts that the inputs of a Slice name, axis by axis. */
export function cutsOf({
  data,
  starts,
  ends,
  axes,
  steps,
}: Inputs<'data' | 'starts' | 'ends', 'axes' | 'steps'>): AxisCut[] {
  const from = knownElements('slice', starts)
  const to = knownElements('slice', ends)
  const by = steps && knownElements('slice', steps)
  const along = axes ? knownElements('slice', axes) : [...from.keys()]
  return from.map((start, i) => {
    const axis = resolveAxis('slice', along[i] as number, data.shape.length)
    const cut = { start, end: to[i]!, step: (by?.[i] ?? 1) as number }
    return { ...cut, axis, length: lengthOfCut(data.shape[axis]!, cut) }
  })
}

function lengthOfCut(length: Dimension, cut: Cut): Dimension {
  if (cut.step === 0) throw new ArgumentError('slice: step 0. Give a positive or a negative step.')
  if (typeof length === 'number' && typeof cut.start === 'number' && typeof cut.end === 'number')
    return boundsOf(length, cut).count
  const { start, end, step } = cut
  const toEnd = typeof end === 'number' && end >= unlimited
  const from = typeof start === 'number' && start < 0 ? differenceOf(length, -start) : start
  const to = toEnd ? length : typeof end === 'number' && end < 0 ? differenceOf(length, -end) : end
  if (start === 0 && toEnd && step === 1) return length
  if (step === -1 && typeof start === 'number' && start >= unlimited && typeof end === 'number' && end <= -unlimited)
    return length
  const distance = from === undefined || to === undefined ? undefined : differenceOf(to, from)
  const steps = step === 1 ? distance : typeof distance === 'number' ? Math.ceil(distance / step) : undefined
  if (steps === undefined || (typeof steps === 'number' && steps < 0)) {
    throw new UnsupportedError(
      `slice: the length from ${start} to ${end} by ${step} of an axis of length "${length}" is not known while ` +
        'building. Give a start and an end whose difference is.',
      { length, start, end, step },
    )
  }
  return steps
}

function boundsOf(length: number, { start, end, step }: Cut): { readonly first: number; readonly count: number } {
  const bound = (position: Dimension) =>
    Math.min(
      Math.max(Number(position) < 0 ? Number(position) + length : Number(position), step > 0 ? 0 : -1),
      step > 0 ? length : length - 1,
    )
  const first = step < 0 && Number(start) >= length ? length - 1 : bound(start)
  return { first, count: Math.max(0, Math.ceil((bound(end) - first) / step)) }
}

/** The positions along an axis that a part with known bounds holds. */
export function positionsOf(length: number, cut: Cut): number[] {
  const { first, count } = boundsOf(length, cut)
  return Array.from({ length: count }, (_, i) => first + i * cut.step)
}
