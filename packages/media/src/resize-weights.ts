import { resizeKernels, type ResizeKernel } from './resize-kernels.ts'

/** Bits after the point of a weight: all that a sum of 32 bits has room for. */
export const weightBits = 22

/** What each element of a resized axis is the weighted sum of. */
export interface ResizeWeights {
  /** First element of each sum. */
  readonly starts: Int32Array
  /** Number of elements of each sum. */
  readonly counts: Int32Array
  /** Weights in fixed point, `stride` for each sum. */
  readonly weights: Int32Array
  readonly stride: number
}

/** How the elements of an axis are weighed. */
export interface ResizeWeightsOptions {
  readonly kernel: Exclude<ResizeKernel, 'nearest'>
  /** Whether a shorter axis has a wider kernel. */
  readonly antialias: boolean
}

/** Weights along an axis of `length` elements that gets `resized`. */
export function resizeWeights(
  length: number,
  resized: number,
  { kernel, antialias }: ResizeWeightsOptions,
): ResizeWeights {
  const { support: reach, weight } = resizeKernels[kernel]
  const scale = length / resized
  const widening = antialias ? Math.max(1, scale) : 1
  const support = reach * widening
  const stride = 2 * Math.ceil(support) + 1
  const starts = new Int32Array(resized)
  const counts = new Int32Array(resized)
  const weights = new Int32Array(resized * stride)
  for (let i = 0; i < resized; i++) {
    const centre = (i + 0.5) * scale
    const start = Math.max(0, Math.trunc(centre - support + 0.5))
    const count = Math.min(length, Math.trunc(centre + support + 0.5)) - start
    const raw = Array.from({ length: count }, (_, k) => weight((k + start - centre + 0.5) * (1 / widening)))
    const sum = raw.reduce((total, each) => total + each, 0)
    starts[i] = start
    counts[i] = count
    raw.forEach((each, k) => {
      const fixed = (sum === 0 ? each : each / sum) * 2 ** weightBits
      weights[i * stride + k] = Math.trunc(fixed < 0 ? fixed - 0.5 : fixed + 0.5)
    })
  }
  return { starts, counts, weights, stride }
}
