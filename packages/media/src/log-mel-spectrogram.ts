import { setImmediate } from 'node:timers/promises'
import { ArgumentError, DataError, requireKnownOptions } from '@towerkit/core'
import { fourierTransform } from './fourier-transform.ts'
import { windowReader } from './window-reader.ts'
import { melFilters, type MelFilterOptions } from './mel-filters.ts'

/** How a log-mel spectrogram is computed. */
export interface LogMelOptions {
  /** Of the samples, in hertz. */
  readonly sampleRate: number
  /** Samples of a window of Hann's. */
  readonly window: number
  /** Samples from one window to the next. */
  readonly hop: number
  /** Samples of a transform; a shorter window is filled with zeros. Default: the window. */
  readonly fftLength?: number
  /**
   * True: the middle of the first window is the first sample, and the sound is mirrored at both ends; the window is
   * that of a period. False: the first window begins with the first sample, and the window is symmetric.
   */
  readonly centred: boolean
  /** Takes the mean of a window off, then this share of the sample before from each sample. Default: neither. */
  readonly preemphasis?: number
  readonly filters: MelFilterOptions
  /** The smallest energy of a band. */
  readonly floor: number
  readonly logarithm: 'natural' | 'decimal' | 'decibels'
}

/** A spectrogram. */
export interface LogMelSpectrogram {
  readonly frames: number
  /** [frames, bands] */
  readonly data: Float64Array
}

/** Windows between two turns of the event loop: a few milliseconds. */
const atOnce = 256

/**
 * The logarithm of the energy of each mel band in each window.
 *
 *   y[t, b] = log(max(floor, sum over k of filter[b, k] |X[t, k]|^2))
 *
 * where X[t] is the Fourier transform of window t.
 *
 * @param samples One channel.
 * @returns 1 + floor(samples / hop) frames if centred, otherwise 1 + floor((samples - window) / hop), or none.
 * @throws {ArgumentError} if there is no sample, or an option is out of range.
 * @throws {DataError} if a sample is not finite.
 *
 * @see transformers, `audio_utils.spectrogram`; Davis and Mermelstein, Comparison of parametric representations for
 *   monosyllabic word recognition, 1980.
 */
export async function logMelSpectrogram(
  samples: Float32Array | Float64Array,
  options: LogMelOptions,
): Promise<LogMelSpectrogram> {
  requireKnownOptions('logMelSpectrogram', options, {
    sampleRate: true,
    window: true,
    hop: true,
    fftLength: true,
    centred: true,
    preemphasis: true,
    filters: true,
    floor: true,
    logarithm: true,
  })
  const { window, hop, fftLength = window, centred, filters, floor, logarithm } = options
  requireOptions(samples, options)
  const { bands } = filters
  const bank = melFilters({ ...filters, sampleRate: options.sampleRate, fftLength })
  const bins = Math.floor(fftLength / 2) + 1
  const frames = Math.max(0, 1 + Math.floor((samples.length - (centred ? 0 : window)) / hop))
  const readWindow = windowReader(samples, options)
  const transform = fourierTransform(fftLength)
  const first = new Float64Array(fftLength)
  const second = new Float64Array(fftLength)
  const energy = new Float64Array(bins)
  const data = new Float64Array(frames * bands)

  // The transform of two windows, as real and imaginary parts of one, has the spectra of both.
  for (let frame = 0; frame < frames; frame += 2) {
    if (frame > 0 && frame % atOnce === 0) await setImmediate()
    readWindow(frame, first)
    if (frame + 1 < frames) readWindow(frame + 1, second)
    else second.fill(0)
    transform(first, second)
    for (let which = 0; which < 2 && frame + which < frames; which++) {
      const sign = which === 0 ? 1 : -1
      for (let k = 0; k < bins; k++) {
        const opposite = k === 0 ? 0 : fftLength - k
        const real = first[k]! + sign * first[opposite]!
        const imaginary = second[k]! - sign * second[opposite]!
        energy[k] = (real * real + imaginary * imaginary) / 4
      }
      writeBands(bank, energy, data.subarray((frame + which) * bands, (frame + which + 1) * bands))
    }
  }
  for (let i = 0; i < data.length; i++) {
    const value = Math.max(floor, data[i]!)
    if (!Number.isFinite(value)) throw notFinite(samples)
    data[i] = logarithm === 'natural' ? Math.log(value) : Math.log10(value) * (logarithm === 'decibels' ? 10 : 1)
  }
  return { frames, data }
}

function writeBands(bank: ReturnType<typeof melFilters>, energy: Float64Array, out: Float64Array): void {
  for (let band = 0; band < bank.length; band++) {
    const { first, weights } = bank[band]!
    let sum = 0
    for (let k = 0; k < weights.length; k++) sum += weights[k]! * energy[first + k]!
    out[band] = sum
  }
}

function requireOptions(samples: Float32Array | Float64Array, options: LogMelOptions): void {
  const { sampleRate, window, hop, fftLength = window, floor, filters } = options
  if (samples.length === 0)
    throw new ArgumentError('logMelSpectrogram: there are 0 samples. Give at least 1.', { samples: 0 })
  const counts = { sampleRate, window, hop, fftLength, 'filters.bands': filters.bands }
  for (const [name, value] of Object.entries(counts))
    if (!Number.isSafeInteger(value) || value < 1 || value > 2 ** 20)
      throw new ArgumentError(`logMelSpectrogram: ${name} is ${value}. Give a whole number from 1 to 1,048,576.`, {
        [name]: value,
      })
  if (fftLength < window)
    throw new ArgumentError(
      `logMelSpectrogram: the window has ${window} samples, the transform ${fftLength}. Give at least as many.`,
      { window, fftLength },
    )
  if (!(floor > 0 && filters.from >= 0 && filters.to > filters.from && filters.to <= sampleRate / 2))
    throw new ArgumentError(
      `logMelSpectrogram: filters from ${filters.from} to ${filters.to} Hz at ${sampleRate} Hz, floor ${floor}. Give ` +
        'a floor above 0, and frequencies that rise up to half the sample rate.',
      { from: filters.from, to: filters.to, sampleRate, floor },
    )
}

function notFinite(samples: Float32Array | Float64Array): DataError {
  const at = samples.findIndex(sample => !Number.isFinite(sample))
  return new DataError(
    `logMelSpectrogram: sample ${at} is ${samples[at]}. Give finite numbers, at full scale from -1 to 1.`,
    { sample: at },
  )
}
