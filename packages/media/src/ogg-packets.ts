import { damagedSound } from './sound-decoder.ts'

/** What an Ogg file holds of its first stream. */
export interface OggStream {
  readonly packets: readonly Uint8Array[]
  /** What its last page says where it is, in samples for Vorbis and Opus. */
  readonly lastPosition: number
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value & 0x8000_0000 ? 0x04c1_1db7 : 0)
  return value >>> 0
})

/**
 * The packets of the first stream of an Ogg file; the checksum of each page is compared. Pages of other streams are
 * left out.
 *
 * @param name In messages.
 * @throws {DataError} if the file is truncated or damaged.
 *
 * @see RFC 3533, The Ogg encapsulation format.
 */
export function oggPackets(bytes: Uint8Array, name: string): OggStream {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const packets: Uint8Array[] = []
  let parts: Uint8Array[] = []
  let serial: number | undefined
  let lastPosition = 0
  let isEnded = false
  for (let at = 0; at < bytes.length && !isEnded; ) {
    const page = readPage(view, at, name)
    at = page.end
    serial ??= page.serial
    if (page.serial !== serial) continue
    // -1 says that no packet ends on the page.
    if (page.position >= 0) lastPosition = page.position
    isEnded = page.isLast
    let from = page.start
    for (const length of page.lengths) {
      parts.push(bytes.subarray(from, from + length))
      from += length
      if (length === 255) continue
      packets.push(parts.length === 1 ? parts[0]! : Buffer.concat(parts))
      parts = []
    }
  }
  // A stream that was cut at a page has no last one.
  if (!isEnded || packets.length === 0) throw damagedSound(name, 'it ends before its last page')
  return { packets, lastPosition }
}

function readPage(view: DataView, at: number, name: string) {
  const missing = () => damagedSound(name, `a page ends after ${view.byteLength - at} bytes`)
  if (at + 27 > view.byteLength) throw missing()
  if (view.getUint32(at) !== 0x4f67_6753 || view.getUint8(at + 4) !== 0)
    throw damagedSound(name, `there is no page at byte ${at}`)
  const count = view.getUint8(at + 26)
  const start = at + 27 + count
  if (start > view.byteLength) throw missing()
  const lengths = Array.from({ length: count }, (_, i) => view.getUint8(at + 27 + i))
  const end = start + lengths.reduce((sum, length) => sum + length, 0)
  if (end > view.byteLength) throw missing()
  if (checksum(view, at, end) !== view.getUint32(at + 22, true))
    throw damagedSound(name, `the checksum of the page at byte ${at} is wrong`)
  return {
    start,
    end,
    lengths,
    isLast: (view.getUint8(at + 5) & 4) !== 0,
    position: Number(view.getBigInt64(at + 6, true)),
    serial: view.getUint32(at + 14, true),
  }
}

/** With zeros in place of the checksum itself. */
function checksum(view: DataView, start: number, end: number): number {
  let value = 0
  for (let i = start; i < end; i++) {
    const byte = i >= start + 22 && i < start + 26 ? 0 : view.getUint8(i)
    value = ((value << 8) ^ table[(value >>> 24) ^ byte]!) >>> 0
  }
  return value
}
