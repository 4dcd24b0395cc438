/** Resamples one channel, whole or a part of it. */
export interface SoundResampler {
  /** Samples at the target rate of so many samples. */
  lengthOf(samples: number): number
  /** The samples that some of the target depend on: from the first one to before the last one; it may be outside. */
  needed(start: number, end: number): readonly [start: number, end: number]
  /** Multiplications for a sample. */
  readonly cost: number
  /**
   * Samples of the target.
   *
   * @param samples All of a channel, or a part that begins with its sample `offset`. Silence is around them.
   */
  resampleRange(samples: Float32Array, range: ResampledRange): Float32Array<ArrayBuffer>
}

/** Which samples of the target: from `start` to before `end`. */
export interface ResampledRange {
  readonly start: number
  readonly end: number
  /** Default 0. */
  readonly offset?: number
}

/** Zero crossings of the sinc on each side: the transition takes a tenth of the band. */
const crossings = 64
/** Kaiser's window for a stop band of 100 dB. */
const beta = 0.1102 * (100 - 8.7)
/** Middle of the transition as a part of the lower Nyquist frequency: the stop band begins at that frequency. */
const cutoff = 0.95
/** Weights that are kept; with more phases than fit, they are computed anew for each sample. */
const keptWeights = 2 ** 20

/**
 * The polyphase filter of `resampleSound` from one sample rate to another.
 *
 * @param from In hertz, a whole number, as `to`.
 */
export function soundResampler(from: number, to: number): SoundResampler {
  const divisor = greatestCommonDivisor(from, to)
  const up = to / divisor
  const down = from / divisor
  const weightsOf = phaseWeights(up, down)
  const cost = weightsOf(0).length
  const reach = (cost - 1) >> 1
  const nearest = (k: number) => Math.floor((k * down) / up)
  return {
    cost,
    lengthOf: samples => Math.ceil((samples * up) / down),
    needed: (start, end) => [nearest(start) - reach, nearest(end - 1) + reach + 1],
    resampleRange(samples, { start, end, offset = 0 }) {
      const output = new Float32Array(end - start)
      for (let k = start; k < end; k++) {
        const first = nearest(k) - reach - offset
        const weights = weightsOf((k * down) % up)
        const last = Math.min(weights.length, samples.length - first)
        let sum = 0
        for (let j = Math.max(0, -first); j < last; j++) sum += weights[j]! * samples[first + j]!
        output[k - start] = sum
      }
      return output
    },
  }
}

/** Weights of the samples around an output sample that lies `phase / up` of a sample after one of the input. */
function phaseWeights(up: number, down: number): (phase: number) => Float64Array {
  const scale = cutoff * Math.min(1, up / down)
  const halfWidth = crossings / Math.min(1, up / down)
  const reach = Math.ceil(halfWidth)
  const kept = new Map<number, Float64Array>()
  const largestKept = Math.floor(keptWeights / (2 * reach + 1))
  return phase => {
    const known = kept.get(phase)
    if (known) return known
    const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, j) => {
      const distance = j - reach - phase / up
      return scale * sinc(scale * distance) * kaiser(distance / halfWidth)
    })
    // The sum of a phase differs from 1 by the stop band's ripple; at exactly 1 a constant stays constant.
    const sum = weights.reduce((total, weight) => total + weight, 0)
    for (let j = 0; j < weights.length; j++) weights[j]! /= sum
    if (kept.size < largestKept) kept.set(phase, weights)
    return weights
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta)
}

/** The modified Bessel function of the first kind, of order 0, by its series. */
function bessel(x: number): number {
  let term = 1
  let sum = 1
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (x / (2 * n)) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
