import { setImmediate } from 'node:timers/promises'
import { AbortedError, ArgumentError, requireKnownOptions } from '@towerkit/core'
import { logMelSpectrogram } from './log-mel-spectrogram.ts'
import type { SoundPreset } from './sound-preset.ts'
import { pieceReader } from './piece-reader.ts'
import { checkSound, type Sound } from './sound.ts'

/** A sound as a model takes it. */
export interface PreparedSound {
  /** [pieces, bands, frames], [pieces, frames, bands] or [pieces, 1, frames, bands], as the preset says. */
  readonly tensor: { readonly dtype: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  /** How long the sound of each piece is, in seconds, without what filled it up. */
  readonly seconds: readonly number[]
}

/** Options of `prepareSound`. */
export interface PrepareSoundOptions {
  /** The first so many pieces only. Default: all. 1 is what transformers gives for Whisper and AST. */
  readonly maxPieces?: number
  readonly signal?: AbortSignal
}

/**
 * Does with a sound what the preset of a model says: mixed down to the mean of its channels, resampled, cut into
 * pieces, filled up, and made a log-mel spectrogram, each piece by itself. Only one piece at a time is held besides
 * the result, and the event loop stays free.
 *
 * At the rate of the model there are max(1, ceil(samples / pieceSamples)) pieces, where a rest that is shorter than a
 * hop does not count. If windows are not centred, a piece reads on to the end of its last window.
 *
 * @throws {ArgumentError} if the sound has no sample, or an option is out of range.
 * @throws {ShapeError} if there is no channel, or the channels differ in length.
 * @throws {DataError} if a sample is not finite.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * const preset = await readSoundPreset('./whisper-tiny')
 * const { tensor } = await prepareSound(await decodeSound('hello.wav'), preset)
 * console.log(tensor.shape) // [1, 80, 3000]
 */
export async function prepareSound(
  sound: Sound,
  preset: SoundPreset,
  options: PrepareSoundOptions = {},
): Promise<PreparedSound> {
  const known = { maxPieces: true, signal: true } as const
  const { maxPieces = Infinity, signal } = requireKnownOptions<PrepareSoundOptions>('prepareSound', options, known)
  if (!(maxPieces >= 1))
    throw new ArgumentError(`prepareSound: maxPieces is ${maxPieces}. Give a number of at least 1.`, { maxPieces })
  checkSound('prepareSound', sound)
  if (sound.channels[0]!.length === 0)
    throw new ArgumentError('prepareSound: the sound has 0 samples. Give at least 1.', { samples: 0 })
  const { spectrogram, pieceSamples, pieceFrames, layout } = preset
  const { bands } = spectrogram.filters
  const reader = pieceReader(sound, spectrogram.sampleRate)
  // Windows that are not centred end after the samples of their piece.
  const further = spectrogram.centred ? 0 : Math.max(0, spectrogram.window - spectrogram.hop)
  const hops = Math.floor((reader.length - further) / spectrogram.hop)
  const pieces = Math.min(Math.floor(maxPieces), Math.max(1, Math.ceil((hops * spectrogram.hop) / pieceSamples)))
  const data = new Float32Array(pieces * pieceFrames * bands)
  const seconds: number[] = []
  for (let piece = 0; piece < pieces; piece++) {
    if (piece > 0) await setImmediate()
    if (signal?.aborted) throw new AbortedError('prepareSound: stopped by the caller.', { cause: signal.reason })
    const start = piece * pieceSamples
    const end = Math.min(reader.length, start + pieceSamples + further)
    const samples = filled(await reader.read(start, end), preset)
    seconds.push((Math.min(end, start + pieceSamples) - start) / spectrogram.sampleRate)
    const values = scaled(await pieceSpectrogram(samples, preset), preset)
    const out = data.subarray(piece * pieceFrames * bands, (piece + 1) * pieceFrames * bands)
    if (layout === 'bands, frames')
      for (let i = 0; i < out.length; i++) out[(i % bands) * pieceFrames + Math.floor(i / bands)] = values[i]!
    else out.set(values)
  }
  const shapes = {
    'bands, frames': [pieces, bands, pieceFrames],
    'frames, bands': [pieces, pieceFrames, bands],
    '1, frames, bands': [pieces, 1, pieceFrames, bands],
  }
  return { tensor: { dtype: 'float32', shape: shapes[layout], data }, seconds }
}

/** The frames of a piece; frames of 0 after those that its samples give. */
async function pieceSpectrogram(
  samples: Float32Array,
  { spectrogram, pieceFrames }: SoundPreset,
): Promise<Float64Array> {
  const { data } = await logMelSpectrogram(samples, spectrogram)
  const length = pieceFrames * spectrogram.filters.bands
  if (data.length >= length) return data.subarray(0, length)
  const longer = new Float64Array(length)
  longer.set(data)
  return longer
}

function scaled(values: Float64Array, { range = Infinity, mean = 0, deviation = 1 }: SoundPreset): Float64Array {
  const least = values.reduce((largest, value) => Math.max(largest, value), -Infinity) - range
  return values.map(value => (Math.max(value, least) - mean) / deviation)
}

function filled(samples: Float32Array, { fill, pieceSamples, spectrogram }: SoundPreset): Float32Array {
  // A sound that is shorter than a window is at least that.
  const length = fill === 'frames' ? Math.max(samples.length, spectrogram.window) : pieceSamples
  if (samples.length >= length) return samples
  const longer = new Float32Array(length)
  longer.set(samples)
  if (fill === 'repeat' || fill === 'repeat-and-cut') {
    const end = fill === 'repeat' ? length - (length % samples.length) : length
    for (let i = samples.length; i < end; i++) longer[i] = samples[i % samples.length]!
  }
  return longer
}
