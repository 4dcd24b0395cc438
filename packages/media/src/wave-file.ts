import type { DataError } from '@towerkit/core'
import type { PlainSound } from './plain-sound.ts'
import { damagedSound } from './sound-decoder.ts'

/**
 * Reads the header of a WAV file: integers of 8, 16, 24 and 32 bits and floats of 32 and 64 bits. An integer is divided
 * by 2^(bits - 1), as ffmpeg does.
 *
 * @param name In messages.
 * @returns nothing for other ways to write samples, such as ADPCM.
 * @throws {DataError} if it has no samples, contradicts itself, or ends before its samples do.
 */
export function waveFile(bytes: Uint8Array, name: string): PlainSound | undefined {
  const damaged = (fact: string) => damagedSound(name, fact)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  let format: Format | undefined
  let at = 12
  while (at + 8 <= bytes.length) {
    const kind = text(at)
    const size = view.getUint32(at + 4, true)
    const content = at + 8
    if (kind === 'fmt ') {
      if (size < 16 || content + size > bytes.length) throw damaged(`its fmt chunk has ${size} bytes`)
      format = readFormat(view, content, size)
      if (!isPlain(format, damaged)) return undefined
    } else if (kind === 'data') {
      if (!format) throw damaged('its samples come before its fmt chunk')
      return located(format, view, { start: content, size, damaged })
    }
    at = content + size + (size % 2)
  }
  throw damaged('it ends before its samples')
}

interface Format {
  readonly tag: number
  readonly channelCount: number
  readonly sampleRate: number
  readonly block: number
  readonly bits: number
}

function readFormat(view: DataView, at: number, size: number): Format {
  const tag = view.getUint16(at, true)
  return {
    // The extensible form has the real tag at the start of its identifier.
    tag: tag === 0xfffe && size >= 40 ? view.getUint16(at + 24, true) : tag,
    channelCount: view.getUint16(at + 2, true),
    sampleRate: view.getUint32(at + 4, true),
    block: view.getUint16(at + 12, true),
    bits: view.getUint16(at + 14, true),
  }
}

function isPlain(
  { tag, channelCount, sampleRate, block, bits }: Format,
  damaged: (fact: string) => DataError,
): boolean {
  const known = tag === 1 ? [8, 16, 24, 32] : tag === 3 ? [32, 64] : []
  if (sampleRate < 1000 || sampleRate > 768_000) throw damaged(`its sample rate is ${sampleRate} Hz`)
  if (channelCount === 0) throw damaged(`${channelCount} channels of ${bits} bits are said to take ${block} bytes`)
  if (!known.includes(bits)) return false
  if (block !== (channelCount * bits) / 8)
    throw damaged(`${channelCount} channels of ${bits} bits are said to take ${block} bytes`)
  return true
}

function located(
  { tag, bits, block, channelCount, sampleRate }: Format,
  view: DataView,
  data: { readonly start: number; readonly size: number; readonly damaged: (fact: string) => DataError },
): PlainSound {
  const { start, size, damaged } = data
  const there = view.byteLength - start
  // A program that writes to a pipe does not know the size and leaves the largest number there.
  const used = size === 0xffff_ffff ? there : size
  if (used > there) throw damaged(`${size} bytes of samples are announced, ${there} are there`)
  if (used < block) throw damaged('it has no samples')
  const length = Math.floor(used / block)
  return { sampleRate, channelCount, length, start, bytesPerSample: bits / 8, read: reader(view, tag, bits) }
}

function reader(view: DataView, tag: number, bits: number): (at: number) => number {
  if (tag === 3) return bits === 32 ? at => view.getFloat32(at, true) : at => view.getFloat64(at, true)
  if (bits === 8) return at => (view.getUint8(at) - 128) / 128
  if (bits === 16) return at => view.getInt16(at, true) / 2 ** 15
  if (bits === 24) return at => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23
  return at => view.getInt32(at, true) / 2 ** 31
}
