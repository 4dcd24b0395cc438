import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { createParameters, Graph, reduceMean, reshape, type Parameters, type Value } from '@towerkit/graph'
import { asTokens } from './as-tokens.ts'
import { modelFile } from './model-file.ts'
import type { Trunk } from './trunk.ts'

/** Which network makes a token of a sound, and what it reads. */
export interface SoundTrunkOptions {
  /** An .onnx file, or its bytes, that reads samples: [batch, samples] or [batch, 1, samples]. */
  readonly model: string | Uint8Array
  /** Samples a second that it was trained on, in hertz. */
  readonly sampleRate: number
  /** Length of a piece: shorter sounds are repeated and padded to it, longer ones cut into such pieces. Default 10. */
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
  readonly sampleRate: number
  /** Length of a piece, in samples. */
  readonly samples: number
  readonly scale: number
}

/** Name of the input, in files that this package writes. */
export const sampleInput = 'samples'

/**
 * Reads a trunk of sound.
 *
 * @throws {ArgumentError} for a sample rate or a length out of range; {DataError | UnsupportedError} for a model that
 *   cannot be read.
 */
export async function soundTrunk(options: SoundTrunkOptions): Promise<SoundTrunk> {
  const {
    model: source,
    sampleRate,
    seconds = 10,
    scale = 1,
    output,
    batchSize = 4,
  } = requireKnownOptions<SoundTrunkOptions>('omniEncoder: sound', options, {
    model: true,
    sampleRate: true,
    seconds: true,
    scale: true,
    output: true,
    batchSize: true,
  })
  const samples = Math.round(sampleRate * seconds)
  if (!(Number.isInteger(sampleRate) && sampleRate >= 1000 && seconds > 0 && samples >= 1 && Number.isFinite(scale)))
    throw new ArgumentError(
      `omniEncoder: sound has a sampleRate of ${sampleRate}, ${seconds} seconds and a scale of ${scale}. Give a ` +
        'whole number of hertz from 1,000, and finite numbers above 0.',
      { sampleRate, seconds, scale },
    )
  const { model, input, tokensOf } = await modelFile(source, 'sound', output)
  const hasChannel = model.inputs[input]!.shape.length === 3
  const build = (parameters: Parameters, x: Value) =>
    reduceMean(asTokens(tokensOf(parameters, hasChannel ? reshape(x, [x.shape[0]!, 1, samples]) : x), 'sound'), [1], {
      keepDimensions: true,
    })
  const shape = ['units', samples] as const
  const probe = new Graph()
  const made = build(createParameters(probe), probe.input(sampleInput, 'float32', shape))
  return {
    sampleRate,
    samples,
    scale,
    batchSize,
    weights: model.weights,
    width: Number(made.shape[2]),
    inputs: { [sampleInput]: { dtype: 'float32', shape } },
    build: (parameters, values) => build(parameters, values[sampleInput]!),
  }
}
