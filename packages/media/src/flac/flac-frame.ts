import { BitReader } from './bit-reader.ts'
import { crc16 } from './crc16.ts'
import { crc8 } from './crc8.ts'
import { flacSubframe } from './flac-subframe.ts'

/** What all frames of a file have in common. */
export interface FlacStream {
  readonly sampleRate: number
  readonly channelCount: number
  /** Of a sample. */
  readonly bits: number
}

/** Block sizes and sample widths by their codes; 0 where the code means something else. */
const blockSizes = [0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768]
const widths = [0, 8, 12, 0, 16, 20, 24, 32]

/**
 * One frame of a FLAC file.
 *
 * @param start Its first byte.
 * @returns whole numbers of each channel, and the byte after the frame.
 * @throws {Error} with what is wrong; `RangeError` if the bytes end.
 *
 * @see RFC 9639, section 9.
 */
export function flacFrame(
  bytes: Uint8Array,
  start: number,
  stream: FlacStream,
): { readonly samples: readonly Float64Array[]; readonly end: number } {
  const reader = new BitReader(bytes, start)
  if (reader.unsigned(15) !== 0x7ffc) throw new Error('there is no frame')
  reader.unsigned(1)
  const sizeCode = reader.unsigned(4)
  const rateCode = reader.unsigned(4)
  const assignment = reader.unsigned(4)
  const widthCode = reader.unsigned(3)
  if (reader.unsigned(1) !== 0 || sizeCode === 0 || rateCode === 15 || assignment > 10 || widthCode === 3)
    throw new Error('a frame has a reserved field')
  skipNumber(reader)
  const size =
    sizeCode === 6 ? reader.unsigned(8) + 1 : sizeCode === 7 ? reader.unsigned(16) + 1 : blockSizes[sizeCode]!
  if (rateCode === 12) reader.unsigned(8)
  if (rateCode === 13 || rateCode === 14) reader.unsigned(16)
  if (crc8(bytes, start, reader.byte) !== reader.unsigned(8)) throw new Error('the checksum of a header is wrong')
  const channelCount = assignment < 8 ? assignment + 1 : 2
  const bits = widths[widthCode]! || stream.bits
  if (channelCount !== stream.channelCount || bits !== stream.bits)
    throw new Error(`a frame has ${channelCount} channels of ${bits} bits`)
  // One of two channels may be their difference, which takes a bit more.
  const differenceAt = assignment === 9 ? 0 : 1
  const samples = Array.from({ length: channelCount }, (_, c) =>
    flacSubframe(reader, size, assignment >= 8 && c === differenceAt ? bits + 1 : bits),
  )
  if (assignment >= 8) restoreStereo(samples as [Float64Array, Float64Array], assignment)
  reader.align()
  if (crc16(bytes, start, reader.byte) !== reader.unsigned(16)) throw new Error('the checksum of a frame is wrong')
  return { samples, end: reader.byte }
}

/** The number of the frame or sample, which UTF-8's way to write numbers bounds to seven bytes. */
function skipNumber(reader: BitReader): void {
  const first = reader.unsigned(8)
  const ones = Math.clz32(~(first << 24))
  if (ones === 1 || ones === 8) throw new Error('the number of a frame is malformed')
  for (let i = 1; i < ones; i++)
    if (reader.unsigned(8) >>> 6 !== 2) throw new Error('the number of a frame is malformed')
}

function restoreStereo([first, second]: [Float64Array, Float64Array], assignment: number): void {
  for (let i = 0; i < first.length; i++) {
    const a = first[i]!
    const b = second[i]!
    if (assignment === 8) {
      second[i] = a - b
    } else if (assignment === 9) {
      first[i] = a + b
    } else {
      // The lowest bit of the sum is that of the difference.
      const sum = 2 * a + Math.abs(b % 2)
      first[i] = (sum + b) / 2
      second[i] = (sum - b) / 2
    }
  }
}
