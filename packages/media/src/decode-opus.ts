import { loadSoundPeer } from './load-sound-peer.ts'
import { oggPackets } from './ogg-packets.ts'
import type { Sound } from './sound.ts'
import { damagedSound, requireLength, soundCollector, takeTurn, type SoundDecoding } from './sound-decoder.ts'
import { fromVorbisOrder } from './vorbis-order.ts'

/** Opus is always decoded at this rate. */
const sampleRate = 48_000
/** Packets between two turns of the event loop: a few milliseconds. */
const atOnce = 50

/**
 * Decodes an Ogg Opus file by the package opus-decoder.
 *
 * @throws {DataError} if the file is damaged or too long.
 * @throws {MissingPeerError} if the package is not installed.
 *
 * @see RFC 7845, Ogg encapsulation for the Opus audio codec.
 */
export async function decodeOpus(bytes: Uint8Array, decoding: SoundDecoding): Promise<Sound> {
  const { name, signal } = decoding
  const { OpusDecoder } = await loadSoundPeer('opus-decoder', () => import('opus-decoder'))
  const { packets, lastPosition } = oggPackets(bytes, name)
  const head = readHead(packets[0]!, name)
  const length = lastPosition - head.skip
  requireLength(Math.max(0, length), sampleRate, decoding)
  const sound = soundCollector(head.channels, sampleRate, decoding)
  const decoder = new OpusDecoder(head)
  await decoder.ready
  try {
    // The second packet holds tags.
    for (const [i, packet] of packets.slice(2).entries()) {
      if (i % atOnce === 0) await takeTurn(signal)
      requirePacket(packet, i, name)
      const { channelData, errors } = decoder.decodeFrame(packet)
      if (errors.length > 0) throw new Error(errors[0]!.message)
      sound.append(head.gain === 1 ? channelData : channelData.map(channel => channel.map(value => value * head.gain)))
    }
  } catch (cause) {
    if (signal?.aborted || !(cause instanceof Error) || 'code' in cause) throw cause
    throw damagedSound(name, `after ${sound.length} samples, ${cause.message}`, cause)
  } finally {
    decoder.free()
  }
  const { channels } = sound.finish(head.skip, lastPosition)
  return { sampleRate, channels: head.family === 1 ? fromVorbisOrder(channels) : channels }
}

/** Packets that libopus would refuse, which it says on the console. */
function requirePacket(packet: Uint8Array, index: number, name: string): void {
  const isMalformed = packet.length === 0 || ((packet[0]! & 3) === 3 && (packet.length < 2 || (packet[1]! & 63) === 0))
  if (isMalformed) throw damagedSound(name, `packet ${index} is malformed`)
}

function readHead(packet: Uint8Array, name: string) {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  if (packet.length < 19 || view.getUint8(8) >> 4 !== 0) throw damagedSound(name, 'its head is malformed')
  const channels = view.getUint8(9)
  const skip = view.getUint16(10, true)
  const gain = 10 ** (view.getInt16(16, true) / (20 * 256))
  const family = view.getUint8(18)
  if (channels === 0 || (family === 0 && channels > 2) || (family !== 0 && packet.length < 21 + channels))
    throw damagedSound(name, `it has ${channels} channels of family ${family}`)
  if (family === 0) return { channels, skip, gain, family }
  const streamCount = view.getUint8(19)
  const coupledStreamCount = view.getUint8(20)
  const channelMappingTable = [...packet.subarray(21, 21 + channels)]
  const known = streamCount + coupledStreamCount
  if (
    streamCount === 0 ||
    coupledStreamCount > streamCount ||
    channelMappingTable.some(each => each !== 255 && each >= known)
  )
    throw damagedSound(name, `its ${channels} channels come of ${streamCount} streams, which does not fit`)
  return { channels, skip, gain, family, streamCount, coupledStreamCount, channelMappingTable }
}
