import { DataError, UnsupportedError } from '@towerkit/core'
import { readProcessorConfig } from './read-processor-config.ts'
import type { SoundPreset } from './sound-preset.ts'

/**
 * Reads the preset of a model's folder from preprocessor_config.json, or from processor_config.json, as newer folders
 * have it.
 *
 * @param folder Path of the folder.
 * @throws {DataError} if there is no such file, or it is malformed.
 * @throws {UnsupportedError} for another kind of model than `soundPreset` knows.
 *
 * @example
 * const preset = await readSoundPreset('./whisper-tiny')
 */
export async function readSoundPreset(folder: string): Promise<SoundPreset> {
  return soundPreset(await readProcessorConfig('readSoundPreset', folder, 'feature_extractor'))
}

/**
 * The preset that a parsed preprocessor_config.json describes: of Whisper, CLAP or AST.
 *
 * - Whisper: pieces of 30 s, filled up with silence; log10 of 80 or 128 bands, no more than 8 below the largest one of
 *   the piece.
 * - CLAP: pieces of 10 s, filled up with repetitions; decibels of 64 bands. Where transformers takes a random piece of
 *   a long sound (`rand_trunc`), or three and a shrunk whole one (`fusion`), all pieces come, so that a sound has one
 *   result. `fusion` has other filters.
 * - AST: pieces of 1,024 frames (10.24 s), filled up with frames; natural logarithm of 128 bands.
 *
 * @param config The contents of the file.
 * @throws {DataError} for a field that is out of range.
 * @throws {UnsupportedError} for another kind, or a setting that is not computed.
 *
 * @example
 * const preset = soundPreset({ feature_extractor_type: 'WhisperFeatureExtractor' })
 */
export function soundPreset(config: object): SoundPreset {
  const type: unknown = Reflect.get(config, 'feature_extractor_type')
  const name = String(type)
  if (!Object.hasOwn(kinds, name))
    throw new UnsupportedError(
      `soundPreset: feature_extractor_type is ${name.slice(0, 60)}. This version reads ` +
        `${Object.keys(kinds).join(', ')}; write the preset yourself.`,
      { type },
    )
  return kinds[name]!(presetFields(config))
}

const kinds: Readonly<Record<string, (fields: PresetFields) => SoundPreset>> = {
  WhisperFeatureExtractor: whisper,
  ClapFeatureExtractor: clap,
  ASTFeatureExtractor: ast,
}

function whisper({ whole, number, choice }: PresetFields): SoundPreset {
  const sampleRate = whole('sampling_rate', 16_000)
  const hop = whole('hop_length', 160)
  const pieceSamples = whole('chunk_length', 30) * sampleRate
  choice('dither', 0, [0])
  number('padding_value', 0, [0, 0])
  return {
    spectrogram: {
      sampleRate,
      window: whole('n_fft', 400),
      hop,
      centred: true,
      filters: { bands: whole('feature_size', 80), from: 0, to: 8000, scale: 'slaney', equalArea: true },
      floor: 1e-10,
      logarithm: 'decimal',
    },
    pieceSamples,
    pieceFrames: Math.floor(pieceSamples / hop),
    fill: 'silence',
    range: 8,
    mean: -4,
    deviation: 4,
    layout: 'bands, frames',
  }
}

function clap({ whole, number, choice }: PresetFields): SoundPreset {
  const sampleRate = whole('sampling_rate', 48_000)
  const hop = whole('hop_length', 480)
  const pieceSamples = whole('max_length_s', 10) * sampleRate
  const isFusion = choice('truncation', 'fusion', ['fusion', 'rand_trunc']) === 'fusion'
  const padding = choice('padding', 'repeatpad', ['repeatpad', 'repeat', 'pad'])
  number('padding_value', 0, [0, 0])
  return {
    spectrogram: {
      sampleRate,
      window: whole('fft_window_size', 1024),
      hop,
      centred: true,
      filters: {
        bands: whole('feature_size', 64),
        from: number('frequency_min', 0, [0, sampleRate / 2]),
        to: number('frequency_max', 14_000, [1, sampleRate / 2]),
        scale: isFusion ? 'htk' : 'slaney',
        equalArea: !isFusion,
      },
      floor: 1e-10,
      logarithm: 'decibels',
    },
    pieceSamples,
    pieceFrames: Math.floor(pieceSamples / hop) + 1,
    fill: padding === 'repeatpad' ? 'repeat' : padding === 'repeat' ? 'repeat-and-cut' : 'silence',
    layout: '1, frames, bands',
  }
}

function ast({ whole, number, choice }: PresetFields): SoundPreset {
  const sampleRate = choice('sampling_rate', 16_000, [16_000])
  const hop = 160
  const pieceFrames = whole('max_length', 1024)
  const isNormalized = choice('do_normalize', true, [true, false])
  return {
    spectrogram: {
      sampleRate,
      window: 400,
      hop,
      fftLength: 512,
      centred: false,
      preemphasis: 0.97,
      filters: { bands: whole('num_mel_bins', 128), from: 20, to: sampleRate / 2, scale: 'kaldi', equalArea: false },
      floor: 2 ** -23,
      logarithm: 'natural',
    },
    pieceSamples: pieceFrames * hop,
    pieceFrames,
    fill: 'frames',
    ...(isNormalized && {
      mean: number('mean', -4.2677393, [-1e6, 1e6]),
      // As Gong et al. do, so that the deviation is a half.
      deviation: 2 * number('std', 4.5689974, [1e-6, 1e6]),
    }),
    layout: 'frames, bands',
  }
}

/** Reads fields of a preprocessor_config.json and checks them; `null` counts as missing. */
interface PresetFields {
  /** A whole number from 1 to 1,048,576. */
  whole(field: string, fallback: number): number
  number(field: string, fallback: number, range: readonly [least: number, most: number]): number
  /** @throws {UnsupportedError} for a value that is none of `allowed`. */
  choice<T>(field: string, fallback: T, allowed: readonly T[]): T
}

function presetFields(config: object): PresetFields {
  const valueOf = (field: string): unknown => Reflect.get(config, field) ?? undefined
  const malformed = (field: string, expected: string) =>
    new DataError(
      `soundPreset: ${field} is ${JSON.stringify(valueOf(field))?.slice(0, 80)}, expected ${expected}. Give the ` +
        'unchanged preprocessor_config.json of the model.',
      { field, value: valueOf(field) },
    )
  return {
    whole(field, fallback) {
      const value = valueOf(field) ?? fallback
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 2 ** 20)
        throw malformed(field, 'a whole number from 1 to 1,048,576')
      return value
    },
    number(field, fallback, [least, most]) {
      const value = valueOf(field) ?? fallback
      if (typeof value !== 'number' || !(value >= least && value <= most))
        throw malformed(field, least === most ? `${least}` : `a number from ${least} to ${most}`)
      return value
    },
    choice(field, fallback, allowed) {
      const value = (valueOf(field) ?? fallback) as typeof fallback
      if (!allowed.includes(value))
        throw new UnsupportedError(
          `soundPreset: ${field} is ${JSON.stringify(value)?.slice(0, 80)}. This version computes ` +
            `${allowed.map(each => JSON.stringify(each)).join(', ')} only; write the preset yourself.`,
          { field, value },
        )
      return value
    },
  }
}
