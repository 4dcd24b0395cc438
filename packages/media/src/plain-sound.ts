import { DataError } from '@towerkit/core'
import type { Sound } from './sound.ts'
import { requireLength, takeTurn, type SoundDecoding } from './sound-decoder.ts'

/** Where the samples of a file without compression are, and how they are written. */
export interface PlainSound {
  readonly sampleRate: number
  readonly channelCount: number
  /** In each channel. */
  readonly length: number
  /** The number at a byte of the file, at full scale from -1 to 1. */
  readonly read: (at: number) => number
  readonly bytesPerSample: number
  /** Byte of the first sample. */
  readonly start: number
}

/** Samples between two turns of the event loop: a few milliseconds. */
const atOnce = 1 << 18

/** @throws {DataError} if the sound is too long, or a sample is not finite. */
export async function decodePlain(file: PlainSound, decoding: SoundDecoding): Promise<Sound> {
  const { sampleRate, channelCount, length, read, bytesPerSample } = file
  const { name, signal } = decoding
  requireLength(length, sampleRate, decoding)
  const channels = Array.from({ length: channelCount }, () => new Float32Array(length))
  const together = Math.ceil(atOnce / channelCount)
  let at = file.start
  for (let i = 0; i < length; i++) {
    if (i > 0 && i % together === 0) await takeTurn(signal)
    for (let c = 0; c < channelCount; c++) {
      const value = Math.fround(read(at))
      if (!Number.isFinite(value))
        throw new DataError(
          `decodeSound: sample ${i} of channel ${c} of "${name}" is ${value}. Get the file again, or write finite ` +
            'numbers.',
          { name, sample: i, channel: c, value },
        )
      channels[c]![i] = value
      at += bytesPerSample
    }
  }
  return { sampleRate, channels }
}
