import type { Tensor } from '@towerkit/graph'
import { monoSound, prepareSound, resampleSound, type Sound, type SoundPreset } from '@towerkit/media'
import { soundPieces } from './sound-pieces.ts'

/** What a trunk reads of a sound: samples, or a log-mel spectrogram, in pieces. */
export type SoundReading =
  | { readonly sampleRate: number; readonly seconds: number; readonly scale: number }
  | { readonly preset: SoundPreset }

/**
 * The pieces of a sound as a trunk reads them.
 *
 * @param sound At least one sample.
 * @throws {DataError} if a sample is not finite; {AbortedError} at the signal.
 */
export async function soundTensors(
  sound: Sound,
  reading: SoundReading,
  signal: AbortSignal | undefined,
): Promise<Tensor[]> {
  if (!('preset' in reading)) {
    const { sampleRate, seconds, scale } = reading
    const samples = resampleSound(monoSound(sound), sampleRate).channels[0]!
    const scaled = scale === 1 ? samples : samples.map(sample => sample * scale)
    return soundPieces(scaled, Math.round(sampleRate * seconds)).map(data => ({
      dtype: 'float32',
      shape: [data.length],
      data,
    }))
  }
  const { tensor } = await prepareSound(sound, reading.preset, signal ? { signal } : {})
  const [pieces, ...shape] = tensor.shape as readonly [number, ...number[]]
  const size = tensor.data.length / pieces
  return Array.from({ length: pieces }, (_, i) => ({
    dtype: 'float32',
    shape,
    data: tensor.data.subarray(i * size, (i + 1) * size),
  }))
}
