import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { loadSoundPeer } from './load-sound-peer.ts'
import { mp3Frames } from './mp3-frames.ts'
import type { Sound } from './sound.ts'
import { damagedSound, requireLength, soundCollector, takeTurn, type SoundDecoding } from './sound-decoder.ts'

/** What the module of minimp3-wasm exports. */
interface Mp3Module {
  readonly memory: WebAssembly.Memory
  decoder_init(): void
  decoder_set_mp3_data_size(bytes: number): void
  decoder_mp3_data_offset(): number
  decoder_decode(seconds: number): void
  decoder_pcm_data_offset(): number
  decode_results_num_samples(): number
  decode_results_num_channels(): number
}

/** Seconds that are decoded between two turns of the event loop: a few milliseconds. */
const atOnce = 1

/**
 * Decodes an MP3 file by the package minimp3-wasm, without what the encoder added at both ends, if the file says how
 * much that is.
 *
 * @returns nothing for layers 1 and 2 and free bit rates.
 * @throws {DataError} if the file is damaged or too long.
 * @throws {MissingPeerError} if the package is not installed.
 */
export async function decodeMp3(bytes: Uint8Array, decoding: SoundDecoding): Promise<Sound | undefined> {
  const { name, signal } = decoding
  const frames = mp3Frames(bytes, name)
  if (!frames) return undefined
  const { sampleRate, channelCount, length } = frames
  requireLength(length, sampleRate, decoding)
  const decoder = await loadDecoder()
  decoder.decoder_init()
  decoder.decoder_set_mp3_data_size(frames.lastByte)
  // Tags behind would keep it from finding the frames of a short file.
  const file = new Uint8Array(decoder.memory.buffer, decoder.decoder_mp3_data_offset(), frames.lastByte)
  file.set(bytes.subarray(0, frames.lastByte))
  const sound = soundCollector(channelCount, sampleRate, decoding)
  for (;;) {
    await takeTurn(signal)
    decoder.decoder_decode(atOnce)
    const count = decoder.decode_results_num_samples()
    if (count === 0) break
    if (decoder.decode_results_num_channels() !== channelCount)
      throw damagedSound(name, `after ${sound.length} samples, its number of channels changes`)
    const together = new Int16Array(decoder.memory.buffer, decoder.decoder_pcm_data_offset(), count)
    sound.append(
      Array.from({ length: channelCount }, (_, c) =>
        Float32Array.from({ length: count / channelCount }, (__, i) => together[i * channelCount + c]! / 2 ** 15),
      ),
    )
  }
  if (sound.length < length - frames.mayLack)
    throw damagedSound(name, `${length} samples are announced, ${sound.length} can be decoded`)
  return sound.finish(frames.start, frames.end)
}

/** The package's own loader fetches its module, which Node does not do with files. */
function loadDecoder(): Promise<Mp3Module> {
  return loadSoundPeer('minimp3-wasm', async () => {
    const path = createRequire(import.meta.url).resolve('minimp3-wasm/dist/decoder.opt.wasm')
    const { instance } = await WebAssembly.instantiate(await readFile(path), {})
    return instance.exports as unknown as Mp3Module
  })
}
