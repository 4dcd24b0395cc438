import { checkSampleRate, checkSound, type Sound } from './sound.ts'

/** Zero crossings of the sinc on each side: the transition takes a tenth of the band. */
const crossings = 64
/** Kaiser's window for a stop band of 100 dB. */
const beta = 0.1102 * (100 - 8.7)
/** Middle of the transition as a part of the lower Nyquist frequency: the stop band begins at that frequency. */
const cutoff = 0.95
/** Weights that are kept; with more phases than fit, they are computed anew for each sample. */
const keptWeights = 2 ** 20

/**
 * The same sound at another sample rate, by a band-limited polyphase filter.
 *
 * y[k] = sum over n of x[n] h(k / target - n / rate), where h is a sinc under Kaiser's window. Frequencies up to 0.9 of
 * the lower Nyquist frequency pass; images and aliases are below -80 dB. There is silence before and after the sound.
 * The first sample stays at time 0, so there is no delay.
 *
 * @param sound Any number of channels of one length.
 * @param sampleRate The target, in hertz, from 1,000 to 768,000.
 * @returns ceil(length * sampleRate / sound.sampleRate) samples a channel; the same sound if the rate is the same.
 * @throws {ArgumentError} if a sample rate is out of range.
 * @throws {ShapeError} if there is no channel, or the channels differ in length.
 *
 * @example
 * const speech = resampleSound({ sampleRate: 44100, channels: [new Float32Array(44100)] }, 16000)
 * speech.channels[0].length // 16000
 *
 * @see Smith, Digital Audio Resampling, https://ccrma.stanford.edu/~jos/resample/
 */
export function resampleSound(sound: Sound, sampleRate: number): Sound {
  checkSound('resampleSound', sound)
  checkSampleRate('resampleSound', sampleRate)
  if (sound.sampleRate === sampleRate) return sound
  const divisor = greatestCommonDivisor(sound.sampleRate, sampleRate)
  const up = sampleRate / divisor
  const down = sound.sampleRate / divisor
  const weightsOf = phaseWeights(up, down)
  const reach = (weightsOf(0).length - 1) >> 1
  const outputLength = Math.ceil((sound.channels[0]!.length * up) / down)
  const channels = sound.channels.map(() => new Float32Array(outputLength))
  for (let k = 0; k < outputLength; k++) {
    const first = Math.floor((k * down) / up) - reach
    const weights = weightsOf((k * down) % up)
    for (const [c, samples] of sound.channels.entries()) {
      const end = Math.min(weights.length, samples.length - first)
      let sum = 0
      for (let j = Math.max(0, -first); j < end; j++) sum += weights[j]! * samples[first + j]!
      channels[c]![k] = sum
    }
  }
  return { sampleRate, channels }
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
