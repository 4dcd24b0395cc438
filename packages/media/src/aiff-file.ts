import type { PlainSound } from './plain-sound.ts'
import { damagedSound } from './sound-decoder.ts'

/**
 * Reads the header of an AIFF or AIFF-C file: integers of 8 to 32 bits in either order of bytes, and floats of 32 and
 * 64 bits. An integer is divided by half the range of its bytes, as ffmpeg does.
 *
 * @param name In messages.
 * @returns nothing for compressed samples.
 * @throws {DataError} if it has no samples, contradicts itself, or ends before its samples do.
 *
 * @see Apple Computer, Audio interchange file format, version 1.3, 1989; AIFF-C, draft of 1991.
 */
export function aiffFile(bytes: Uint8Array, name: string): PlainSound | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  const chunks = new Map<string, { readonly at: number; readonly size: number }>()
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4)
    if (!chunks.has(text(at))) chunks.set(text(at), { at: at + 8, size })
    at += 8 + size + (size % 2)
  }
  const format = chunks.get('COMM')
  const data = chunks.get('SSND')
  if (!format || !data) throw damagedSound(name, 'it ends before its samples')
  if (format.size < 18 || format.at + format.size > bytes.length)
    throw damagedSound(name, `its COMM chunk has ${format.size} bytes`)
  const channelCount = view.getUint16(format.at)
  const length = view.getUint32(format.at + 2)
  const bits = view.getUint16(format.at + 6)
  const sampleRate = extended(view, format.at + 8)
  const coding = text(8) === 'AIFC' && format.size >= 22 ? text(format.at + 18) : 'NONE'
  const read = reader(view, coding, Math.ceil(bits / 8))
  if (!(sampleRate >= 1000 && sampleRate <= 768_000)) throw damagedSound(name, `its sample rate is ${sampleRate} Hz`)
  if (channelCount === 0 || length === 0) throw damagedSound(name, 'it has no samples')
  if (!read) return undefined
  if (data.at + 8 > bytes.length) throw damagedSound(name, 'it ends before its samples')
  const start = data.at + 8 + view.getUint32(data.at)
  const bytesPerSample = Math.ceil(bits / 8)
  const wanted = length * channelCount * bytesPerSample
  if (start + wanted > bytes.length)
    throw damagedSound(name, `${wanted} bytes of samples are announced, ${Math.max(0, bytes.length - start)} are there`)
  return { sampleRate, channelCount, length, start, bytesPerSample, read }
}

function reader(view: DataView, coding: string, size: number): PlainSound['read'] | undefined {
  if (coding.toLowerCase() === 'fl32' && size === 4) return at => view.getFloat32(at)
  if (coding.toLowerCase() === 'fl64' && size === 8) return at => view.getFloat64(at)
  const isLittle = coding === 'sowt'
  if (!isLittle && !['NONE', 'twos', 'in24', 'in32'].includes(coding)) return undefined
  if (size === 1) return at => view.getInt8(at) / 2 ** 7
  if (size === 2) return at => view.getInt16(at, isLittle) / 2 ** 15
  if (size === 3)
    return isLittle
      ? at => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23
      : at => (view.getInt8(at) * 2 ** 16 + view.getUint16(at + 1)) / 2 ** 23
  return size === 4 ? at => view.getInt32(at, isLittle) / 2 ** 31 : undefined
}

/** A float of 80 bits, with its leading one written out. */
function extended(view: DataView, at: number): number {
  const exponent = view.getUint16(at) & 0x7fff
  return (view.getUint32(at + 2) * 2 ** 32 + view.getUint32(at + 6)) * 2 ** (exponent - 16_383 - 63)
}
