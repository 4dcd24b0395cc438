import { checkSound, type Sound } from './sound.ts'

/**
 * A sound of one channel: the mean of all channels, sample by sample.
 *
 * @param sound Any number of channels of one length.
 * @returns the same sound if it has one channel.
 * @throws {ShapeError} if there is no channel, or the channels differ in length.
 *
 * @example
 * monoSound({ sampleRate: 8000, channels: [Float32Array.of(1, 0), Float32Array.of(0, 0)] }).channels[0] // [0.5, 0]
 */
export function monoSound(sound: Sound): Sound {
  checkSound('monoSound', sound)
  const { channels, sampleRate } = sound
  if (channels.length === 1) return sound
  const mean = channels[0]!.map((_, i) => channels.reduce((sum, channel) => sum + channel[i]!, 0) / channels.length)
  return { sampleRate, channels: [mean] }
}
