import type { Sound } from '../sound.ts'
import { damagedSound, requireLength, soundCollector, takeTurn, type SoundDecoding } from '../sound-decoder.ts'
import { flacFrame, type FlacStream } from './flac-frame.ts'

/** Frames between two turns of the event loop: a few milliseconds. */
const atOnce = 8

/**
 * Decodes a FLAC file to the bit: integers are divided by 2^(bits - 1), as ffmpeg does. Each frame's checksums are
 * compared.
 *
 * @throws {DataError} if the file is damaged or too long.
 *
 * @see RFC 9639, Free lossless audio codec.
 */
export async function decodeFlac(bytes: Uint8Array, decoding: SoundDecoding): Promise<Sound> {
  const { name, signal } = decoding
  const { stream, length, start } = readHeader(bytes, name)
  if (length > 0) requireLength(length, stream.sampleRate, decoding)
  const sound = soundCollector(stream.channelCount, stream.sampleRate, decoding)
  const scale = 2 ** (1 - stream.bits)
  let at = start
  for (let frame = 0; length === 0 ? hasFrame(bytes, at) : sound.length < length; frame++) {
    if (frame % atOnce === 0) await takeTurn(signal)
    const { samples, end } = readFrame(bytes, at, stream)
    sound.append(samples.map(channel => Float32Array.from(channel, sample => sample * scale)))
    at = end
  }
  return sound.finish(0, length === 0 ? sound.length : length)

  function readFrame(...[file, byte, of]: Parameters<typeof flacFrame>) {
    try {
      return flacFrame(file, byte, of)
    } catch (cause) {
      const of = length > 0 ? ` of ${length}` : ''
      throw damagedSound(name, `after sample ${sound.length}${of}, ${(cause as Error).message}`, cause)
    }
  }
}

/** Without a length in the header, frames come until something else does, such as a tag. */
function hasFrame(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && (bytes[at + 1]! & 0xfe) === 0xf8
}

function readHeader(
  bytes: Uint8Array,
  name: string,
): { readonly stream: FlacStream; readonly length: number; readonly start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 4
  let found: { readonly stream: FlacStream; readonly length: number } | undefined
  for (;;) {
    if (at + 4 > bytes.length) throw damagedSound(name, 'it ends before its samples')
    const kind = bytes[at]!
    const size = view.getUint32(at) & 0xff_ffff
    const content = at + 4
    if (content + size > bytes.length) throw damagedSound(name, 'it ends before its samples')
    if ((kind & 0x7f) === 0) {
      if (size < 34) throw damagedSound(name, `its STREAMINFO has ${size} bytes`)
      const fields = view.getUint32(content + 10)
      found = {
        stream: {
          sampleRate: fields >>> 12,
          channelCount: ((fields >>> 9) & 7) + 1,
          bits: ((fields >>> 4) & 31) + 1,
        },
        length: (fields & 15) * 2 ** 32 + view.getUint32(content + 14),
      }
    }
    at = content + size
    if ((kind & 0x80) !== 0) break
  }
  if (!found) throw damagedSound(name, 'it has no STREAMINFO')
  const { sampleRate, bits } = found.stream
  if (sampleRate < 1000 || sampleRate > 768_000) throw damagedSound(name, `its sample rate is ${sampleRate} Hz`)
  if (bits < 4) throw damagedSound(name, `its samples have ${bits} bits`)
  return { ...found, start: at }
}
