import { loadSoundPeer } from './load-sound-peer.ts'
import { oggPackets } from './ogg-packets.ts'
import type { Sound } from './sound.ts'
import { damagedSound, requireLength, takeTurn, type SoundDecoding } from './sound-decoder.ts'

/**
 * Decodes an Ogg Vorbis file by the package stb-vorbis, in one go.
 *
 * @returns nothing for more than two channels, which stb-vorbis 0.0.6 decodes to noise.
 * @throws {DataError} if the file is damaged or too long.
 * @throws {MissingPeerError} if the package is not installed.
 *
 * @see Xiph.org, Vorbis I specification, section 4.2.
 */
export async function decodeVorbis(bytes: Uint8Array, decoding: SoundDecoding): Promise<Sound | undefined> {
  const { name, signal } = decoding
  const { StbVorbis } = await loadSoundPeer('stb-vorbis', () => import('stb-vorbis'))
  const { packets, lastPosition } = oggPackets(bytes, name)
  const head = packets[0]!
  if (head.length < 30) throw damagedSound(name, `its head has ${head.length} bytes`)
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const channelCount = view.getUint8(11)
  const sampleRate = view.getUint32(12, true)
  if (channelCount === 0 || sampleRate < 1000 || sampleRate > 768_000)
    throw damagedSound(name, `it has ${channelCount} channels at ${sampleRate} Hz`)
  if (channelCount > 2) return undefined
  requireLength(lastPosition, sampleRate, decoding)
  // No packet gives more than half a long block, whatever the last page says.
  const most = (packets.length * 2 ** (view.getUint8(28) >> 4)) / 2
  if (lastPosition > most) throw damagedSound(name, `${packets.length} packets hold no ${lastPosition} samples`)
  await takeTurn(signal)
  await StbVorbis.ready
  let sound: Sound
  try {
    sound = StbVorbis.decode(bytes)
  } catch (cause) {
    throw damagedSound(name, (cause as Error).message, cause)
  }
  const length = sound.channels[0]?.length ?? 0
  if (length === 0) throw damagedSound(name, 'it has no samples')
  requireLength(length, sampleRate, decoding)
  return { sampleRate: sound.sampleRate, channels: sound.channels }
}
