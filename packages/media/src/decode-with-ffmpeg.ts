import { DataError } from '@towerkit/core'
import { withFile } from './file-for-ffmpeg.ts'
import { decodePlain } from './plain-sound.ts'
import { runFfmpeg } from './run-ffmpeg.ts'
import type { Sound } from './sound.ts'
import { damagedSound, type SoundDecoding } from './sound-decoder.ts'
import { waveFile } from './wave-file.ts'

/** A second of 8 channels of floats at 192 kHz. */
const bytesPerSecond = 8 * 4 * 192_000

/**
 * Decodes the first sound track of a file of any format, or of a video, by a system ffmpeg.
 *
 * @param source Path, or bytes.
 * @throws {DataError} if the file is damaged or has no sound, or is too long.
 * @throws {MissingPeerError} if there is no ffmpeg.
 */
export function decodeWithFfmpeg(source: string | Uint8Array, decoding: SoundDecoding): Promise<Sound> {
  const { name, ffmpeg, maxSeconds, signal, timeoutMs } = decoding
  return withFile(source, async path => {
    const { output } = await runFfmpeg(path, {
      caller: 'decodeSound',
      name,
      ffmpeg,
      // A little more than allowed, so that a longer sound is seen to be one.
      after: ['-map', '0:a:0', '-t', String(maxSeconds + 1), '-c:a', 'pcm_f32le', '-f', 'wav', 'pipe:1'],
      maxBytes: Math.min(2 ** 31, Math.ceil((maxSeconds + 2) * bytesPerSecond)),
      timeoutMs,
      signal,
    })
    const file = output.length > 0 ? waveFile(output, name) : undefined
    if (!file) throw damagedSound(name, 'it has no samples')
    return decodePlain(file, decoding)
  }).catch((error: unknown) => {
    if (error instanceof DataError && /matches no streams/i.test(error.message))
      throw new DataError(`decodeSound: "${name}" has no sound. Give a file with a sound track.`, {
        name,
        cause: error,
      })
    throw error
  })
}
