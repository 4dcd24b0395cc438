import { damagedSound } from './sound-decoder.ts'

/** What the headers of an MP3 file say. */
export interface Mp3Frames {
  readonly sampleRate: number
  readonly channelCount: number
  /** Samples of each channel in all frames. */
  readonly length: number
  /** Samples in front that the encoder added, and the samples after them, if the file says so. */
  readonly start: number
  readonly end: number
  /** Byte after the last frame. */
  readonly lastByte: number
  /** Samples that may be missing: the first frames of a stream that was cut out of a longer one need those before. */
  readonly mayLack: number
}

/** Kilobits a second of layer 3, by the code from 1: of MPEG 1, and of MPEG 2 and 2.5. */
const bitRates = [
  [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const
const sampleRates = [44_100, 48_000, 32_000] as const
/** Samples by which all decoders are late. */
const decoderDelay = 529

interface Header {
  readonly sampleRate: number
  readonly channelCount: number
  readonly samples: number
  /** Bytes of the frame. */
  readonly size: number
  /** Bytes between the header and what a first frame may hold instead of sound. */
  readonly sideInfo: number
}

/**
 * Goes from frame to frame, so that damage is noticed, which decoders pass over.
 *
 * @param name In messages.
 * @returns nothing for layers 1 and 2 and free bit rates.
 * @throws {DataError} if a frame is not where the one before it ends, the last one is incomplete, or some are missing.
 *
 * @see ISO/IEC 11172-3, section 2.4.1; Gabriel Bouvigne, MP3 info tag, revision 1.
 */
export function mp3Frames(bytes: Uint8Array, name: string): Mp3Frames | undefined {
  const first = readHeader(bytes, 0)
  // A frame of another kind, which ffmpeg may know.
  if (!first && bytes[0] === 0xff && (bytes[1]! & 0xe0) === 0xe0) return undefined
  if (!first) throw damagedSound(name, 'it has no frames')
  const info = readInfo(bytes, first)
  let at = 0
  let frames = 0
  while (at < bytes.length && !isTail(bytes, at)) {
    const header = readHeader(bytes, at)
    if (!header || header.sampleRate !== first.sampleRate)
      throw damagedSound(name, `after ${frames} frames, there is no frame at byte ${at}`)
    if (at + header.size > bytes.length)
      throw damagedSound(
        name,
        `after ${frames} frames, ${header.size} bytes are announced, ${bytes.length - at} are there`,
      )
    at += header.size
    frames++
  }
  const sounding = frames - (info ? 1 : 0)
  if (info && sounding < info.frames)
    throw damagedSound(name, `${info.frames} frames are announced, ${sounding} are there`)
  const length = frames * first.samples
  const start = info ? first.samples + info.delay : 0
  return {
    sampleRate: first.sampleRate,
    channelCount: first.channelCount,
    length,
    start,
    end: info ? Math.max(start, length - info.padding) : length,
    lastByte: at,
    mayLack: info ? 0 : 10 * first.samples,
  }
}

function readHeader(bytes: Uint8Array, at: number): Header | undefined {
  const [a, b, c, d] = bytes.subarray(at, at + 4)
  if (d === undefined || a !== 0xff || (b! & 0xe6) !== 0xe2) return undefined
  const version = (b! >> 3) & 3
  const bitRateCode = c! >> 4
  const rateCode = (c! >> 2) & 3
  if (version === 1 || bitRateCode === 0 || bitRateCode === 15 || rateCode === 3) return undefined
  const isFirst = version === 3
  const sampleRate = sampleRates[rateCode]! / (isFirst ? 1 : version === 2 ? 2 : 4)
  const bitRate = 1000 * bitRates[isFirst ? 0 : 1][bitRateCode - 1]!
  const samples = isFirst ? 1152 : 576
  const channelCount = d >> 6 === 3 ? 1 : 2
  return {
    sampleRate,
    channelCount,
    samples,
    size: Math.floor((samples / 8) * (bitRate / sampleRate)) + ((c! >> 1) & 1),
    sideInfo: isFirst ? (channelCount === 1 ? 17 : 32) : channelCount === 1 ? 9 : 17,
  }
}

/** The first frame may say how many follow, and what the encoder added. */
function readInfo(bytes: Uint8Array, { sideInfo, size }: Header) {
  const at = 4 + sideInfo
  const kind = String.fromCharCode(...bytes.subarray(at, at + 4))
  if ((kind !== 'Xing' && kind !== 'Info') || size > bytes.length || at + 8 > size) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, size)
  const flags = view.getUint32(at + 4)
  const hasFrames = (flags & 1) !== 0
  const frames = hasFrames && at + 12 <= size ? view.getUint32(at + 8) : 0
  const extension =
    at + 8 + (hasFrames ? 4 : 0) + ((flags & 2) !== 0 ? 4 : 0) + ((flags & 4) !== 0 ? 100 : 0) + (flags & 8 ? 4 : 0)
  if (extension + 24 > size || view.getUint32(extension) === 0) return { frames, delay: 0, padding: 0 }
  const added = (view.getUint8(extension + 21) << 16) | view.getUint16(extension + 22)
  return { frames, delay: (added >> 12) + decoderDelay, padding: Math.max(0, (added & 0xfff) - decoderDelay) }
}

/** Tags, or nothing but zeros. */
function isTail(bytes: Uint8Array, at: number): boolean {
  const start = String.fromCharCode(...bytes.subarray(at, at + 8))
  if (/^(TAG|ID3|3DI|LYRICS|APETAGEX)/.test(start)) return true
  return bytes[at] === 0 && bytes.subarray(at).every(byte => byte === 0)
}
