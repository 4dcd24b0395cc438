import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { modelFolder } from '@towerkit/backbones'
import { createParameters, Graph, reduceMean, reshape, type Parameters, type Value } from '@towerkit/graph'
import type { SoundPreset } from '@towerkit/media'
import { asTokens } from './as-tokens.ts'
import { isModelFile, modelFile } from './model-file.ts'
import { soundFolder } from './sound-folder.ts'
import type { SoundReading } from './sound-reading.ts'
import type { Trunk } from './trunk.ts'

/** Which network makes a token of a sound, and what it reads. */
export interface SoundTrunkOptions {
  /**
   * An .onnx file, or its bytes, that reads samples or a log-mel spectrogram of a piece of sound; or the folder of
   * Whisper, AST or CLAP, or its name on the hub.
   */
  readonly model: string | Uint8Array
  /**
   * The spectrogram that it reads. Default: of a folder, its own, of Whisper in pieces of 10 s; an .onnx file reads
   * samples, [batch, samples] or [batch, 1, samples].
   */
  readonly preset?: SoundPreset
  /** Of an .onnx file that reads samples: how many a second, in hertz. */
  readonly sampleRate?: number
  /**
   * Of an .onnx file that reads samples, the length of a piece: shorter sounds are repeated and padded to it, longer
   * ones cut into such pieces. Default 10.
   */
  readonly seconds?: number
  /** Samples from -1 to 1 are multiplied by it. Default 1; 32,768 for models of 16-bit samples. */
  readonly scale?: number
  /** The output, one vector a piece or several, whose mean counts. Default: its first output. */
  readonly output?: string
  /** Most pieces at once; 1 for models in which those of a batch are not independent. Default 4. */
  readonly batchSize?: number
}

/** A trunk of sound. */
export interface SoundTrunk extends Trunk {
  readonly reading: SoundReading
}

/** Name of the input, in files that this package writes. */
export const soundInput = 'sound'

/**
 * Reads a trunk of sound.
 *
 * @throws {ArgumentError} for a sample rate or a length out of range; {DataError | UnsupportedError} for a model that
 *   cannot be read.
 */
export async function soundTrunk(options: SoundTrunkOptions): Promise<SoundTrunk> {
  const known = {
    model: true,
    preset: true,
    sampleRate: true,
    seconds: true,
    scale: true,
    output: true,
    batchSize: true,
  } as const
  const { model, batchSize = 4 } = requireKnownOptions<SoundTrunkOptions>('omniEncoder: sound', options, known)
  const { reading, weights, build } = (await isModelFile(model)) ? await soundFile(options) : await folderOf(options)
  const meanOf = (parameters: Parameters, x: Value) =>
    reduceMean(asTokens(build(parameters, x), 'sound'), [1], { keepDimensions: true })
  const shape = ['units', ...pieceShape(reading)] as const
  const probe = new Graph()
  const made = meanOf(createParameters(probe), probe.input(soundInput, 'float32', shape))
  return {
    reading,
    batchSize,
    weights,
    width: Number(made.shape[2]),
    inputs: { [soundInput]: { dtype: 'float32', shape } },
    build: (parameters, values) => meanOf(parameters, values[soundInput]!),
  }
}

/** What a trunk is made of. */
interface SoundModel extends Pick<SoundTrunk, 'reading' | 'weights'> {
  build(parameters: Parameters, input: Value): Value
}

async function folderOf({ model, preset: wanted }: SoundTrunkOptions): Promise<SoundModel> {
  const { preset, ...read } = await soundFolder(await modelFolder(model as string), wanted)
  return { ...read, reading: { preset } }
}

async function soundFile(options: SoundTrunkOptions): Promise<SoundModel> {
  const reading = readingOf(options)
  const { model, input, tokensOf } = await modelFile(options.model, 'sound', options.output)
  // A model of samples may have an axis of one channel.
  const isChannel = !('preset' in reading) && model.inputs[input]!.shape.length === 3
  return {
    reading,
    weights: model.weights,
    build: (parameters, x) =>
      tokensOf(parameters, isChannel ? reshape(x, [x.shape[0]!, 1, ...pieceShape(reading)]) : x),
  }
}

/** Lengths of what the trunk reads of a piece. */
function pieceShape(reading: SoundReading): readonly number[] {
  if (!('preset' in reading)) return [Math.round(reading.sampleRate * reading.seconds)]
  const { pieceFrames, layout, spectrogram } = reading.preset
  const { bands } = spectrogram.filters
  if (layout === 'bands, frames') return [bands, pieceFrames]
  return layout === 'frames, bands' ? [pieceFrames, bands] : [1, pieceFrames, bands]
}

function readingOf({ preset, sampleRate, seconds = 10, scale = 1 }: SoundTrunkOptions): SoundReading {
  if (preset) return { preset }
  if (!(Number.isInteger(sampleRate) && sampleRate! >= 1000 && seconds > 0 && Number.isFinite(scale)))
    throw new ArgumentError(
      `omniEncoder: sound has a sampleRate of ${sampleRate}, ${seconds} seconds and a scale of ${scale}. Give a ` +
        'whole number of hertz from 1,000 and finite numbers above 0, or the preset of a spectrogram.',
      { sampleRate, seconds, scale },
    )
  return { sampleRate: sampleRate!, seconds, scale }
}
